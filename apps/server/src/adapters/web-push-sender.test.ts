import { createECDH, createPublicKey, verify } from 'node:crypto'
import { aPushSubscription, aUser, pushSenderContract } from '@boztell/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { startPushListener } from '../../test/push-listener.ts'
import { createOutboundClient } from '../outbound/outbound-client.ts'
import { createWebPushSender, newVapidKeys } from './web-push-sender.ts'

const service = await startPushListener()
const client = createOutboundClient({ allowPrivate: true })
const sender = createWebPushSender({ ...client, contact: 'mailto:ops@example.com' })
const keys = newVapidKeys()
afterAll(async () => {
  await client.close()
  await service.close()
})

const flat = (path: string) => {
  const { endpoint, keys: browser } = service.subscription(path)
  return { endpoint, ...browser }
}

pushSenderContract('web-push', async () => ({
  sender,
  keys,
  to: flat('/contract'),
  received: async () =>
    service.notifications.map(({ payload, headers }) => ({ payload, topic: String(headers['topic']) })),
  answerNext: async ({ status }) => {
    service.answers.push(status)
  },
  unreachable: async () => ({ sender, endpoint: 'http://127.0.0.1:1/' }),
}))

describe('The sender of notifications', () => {
  const pushTo = (overrides: Partial<ReturnType<typeof flat>>) =>
    sender.send({ to: aPushSubscription(aUser(), { ...flat('/a'), ...overrides }), keys, payload: '{}', topic: 'room' })

  test('asks as push services want it, signed with our key for their address', async () => {
    expect(await pushTo({})).toEqual({ status: 201 })
    const { headers } = service.notifications.at(-1)!
    expect(headers).toMatchObject({ ttl: '14400', urgency: 'high', topic: 'room', 'content-encoding': 'aes128gcm' })
    const [, token = '', key] = /^vapid t=(\S+), ?k=(\S+)$/.exec(String(headers.authorization)) ?? []
    expect(key).toBe(keys.publicKey)
    const [head, claims, signature] = token.split('.')
    expect(JSON.parse(Buffer.from(claims!, 'base64url').toString())).toMatchObject({
      aud: new URL(service.subscription('/').endpoint).origin,
      sub: 'mailto:ops@example.com',
    })
    const point = Buffer.from(keys.publicKey, 'base64url')
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    const signed = Buffer.from(`${head}.${claims}`)
    const how = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', signed, how, Buffer.from(signature!, 'base64url'))).toBe(true)
  })

  test('says so when the key of a browser is none', async () => {
    const answer = await pushTo({ p256dh: `B${'A'.repeat(86)}` })
    expect('error' in answer && answer.error.length > 0).toBe(true)
  })

  test('calls nobody in our own network unless that is allowed', async () => {
    const strict = createOutboundClient({ allowPrivate: false })
    const careful = createWebPushSender({ ...strict, contact: 'mailto:ops@example.com' })
    const before = service.notifications.length
    const to = aPushSubscription(aUser(), flat('/private'))
    expect(await careful.send({ to, keys, payload: '{}', topic: 'room' })).toEqual({
      error: 'the address is not a public one',
    })
    expect(service.notifications).toHaveLength(before)
    await strict.close()
  })

  test('has keys that fit together', () => {
    const curve = createECDH('prime256v1')
    curve.setPrivateKey(Buffer.from(keys.privateKey, 'base64url'))
    expect(curve.getPublicKey().toString('base64url')).toBe(keys.publicKey)
  })
})
