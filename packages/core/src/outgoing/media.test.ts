import { expect, test } from 'vitest'
import { toMedia } from './media.ts'

const unknown = { mime_type: null, size: null, sha256: null, filename: null }

test('a file of ours is ready, whatever the case of its id', () => {
  const id = '019b76da-a800-7a3c-8f2e-5d1c4b7a9e60'
  expect(toMedia({ id: id.toUpperCase() })).toEqual({ ...unknown, id, state: 'ready' })
})

test("a file of WhatsApp's is still to be fetched", () => {
  const id = '1'.repeat(32)
  expect(toMedia({ id })).toEqual({ ...unknown, id: null, state: 'pending', whatsapp_media_id: id })
})

test('a file at a link is ready, as it is never fetched here', () => {
  const link = 'https://example.com/report.pdf'
  expect(toMedia({ link }, 'report.pdf')).toEqual({
    ...unknown,
    id: null,
    state: 'ready',
    link,
    filename: 'report.pdf',
  })
})
