import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifySignature } from '../src/index.ts'
import { payload } from './payload.ts'

const sign = (secret: string, body: Uint8Array) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const body = payload('escaped-by-meta')

describe('a signature', () => {
  test('over the very bytes is accepted', () => {
    expect(verifySignature(['s3cret'], sign('s3cret', body), body)).toBe(true)
    expect(verifySignature(['s3cret'], sign('s3cret', body).toUpperCase().replace('SHA', 'sha'), body)).toBe(true)
  })

  test('is over the bytes and not over what they mean: accents, slashes and @ may be escaped or not', () => {
    const again = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(body))))
    expect(verifySignature(['s3cret'], sign('s3cret', body), again)).toBe(false)
    for (const text of ['{"a":"é / @ 👋"}', '{"a":"\\u00e9 \\/ \\u0040 \\ud83d\\udc4b"}']) {
      const bytes = new TextEncoder().encode(text)
      expect(verifySignature(['s3cret'], sign('s3cret', bytes), bytes)).toBe(true)
    }
  })

  test('of the previous secret is accepted while both are known', () => {
    expect(verifySignature(['new', 'old'], sign('old', body), body)).toBe(true)
    expect(verifySignature(['new'], sign('old', body), body)).toBe(false)
  })

  test('fits no byte more or less', () => {
    expect(verifySignature(['s3cret'], sign('s3cret', body), body.subarray(1))).toBe(false)
  })

  test('is needed', () => {
    for (const header of [undefined, null, '', 'sha256=', 'sha1=abc', sign('s3cret', body).slice(0, -1)]) {
      expect(verifySignature(['s3cret'], header, body)).toBe(false)
    }
    const twice = `${sign('s3cret', body)}, ${sign('s3cret', body)}`
    expect(verifySignature(['s3cret'], twice, body)).toBe(false)
    expect(verifySignature(['s3cret'], sign('s3cret', body).slice('sha256='.length), body)).toBe(false)
  })

  test('can be given by nobody while no secret is set', () => {
    expect(verifySignature([], sign('', body), body)).toBe(false)
    expect(verifySignature([''], sign('', body), body)).toBe(false)
  })
})
