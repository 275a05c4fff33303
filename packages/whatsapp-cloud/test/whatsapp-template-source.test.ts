import { expect, test } from 'vitest'
import { createWhatsAppTemplateSource } from '../src/index.ts'
import { graphAt, json, listen } from './answering-server.ts'

const account = '200000000000001'
const template = { id: '1', name: 'a', language: 'id', status: 'APPROVED' }

test('reads what is missing or odd as nothing', async () => {
  const odd = { ...template, category: null, quality_score: 'GREEN', components: [{ type: 'BODY', text: 7 }] }
  const url = await listen((_request, response) => json(response, 200, { data: [odd] }))
  const told = (await createWhatsAppTemplateSource(graphAt(url)).list(account))._unsafeUnwrap()
  expect(told).toEqual([
    {
      ...template,
      category: 'UNKNOWN',
      parameterFormat: 'POSITIONAL',
      components: [{ type: 'BODY' }],
      quality: null,
      reason: null,
    },
  ])
})

test('tells a template once that stands on two pages', async () => {
  const url = await listen((request, response) => {
    const isLast = request.url?.includes('after=second')
    const paging = { cursors: { after: 'second' }, ...(!isLast && { next: 'https://example.com' }) }
    json(response, 200, { data: [{ ...template, status: isLast ? 'PAUSED' : 'APPROVED' }], paging })
  })
  const told = (await createWhatsAppTemplateSource(graphAt(url)).list(account))._unsafeUnwrap()
  expect(told).toMatchObject([{ name: 'a', status: 'PAUSED' }])
})

test('tells none where one page is refused, and why', async () => {
  const url = await listen((request, response) =>
    request.url?.includes('after=')
      ? json(response, 401, { error: { code: 190, message: 'Session has expired' } })
      : json(response, 200, { data: [template], paging: { cursors: { after: 'x' }, next: 'https://example.com' } }),
  )
  const refused = (await createWhatsAppTemplateSource(graphAt(url)).list(account))._unsafeUnwrapErr()
  expect(refused).toMatchObject({ reason: 'The access token has expired or is not valid (190)' })
})

test('gives up on pages that go round in circles', async () => {
  const paging = { cursors: { after: 'same' }, next: 'https://example.com' }
  const url = await listen((_request, response) => json(response, 200, { data: [template], paging }))
  expect((await createWhatsAppTemplateSource(graphAt(url)).list(account)).isErr()).toBe(true)
})
