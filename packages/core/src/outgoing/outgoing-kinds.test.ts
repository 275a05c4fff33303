import * as v from 'valibot'
import { expect, test } from 'vitest'
import { parseWith } from '../problem.ts'
import { outgoingBody } from './outgoing-kinds.ts'

const common = { user_id: v.string(), reply_to: v.exactOptional(v.string()) }

test('reads a body into its common fields and what it says', () => {
  const body = { user_id: 'u', text: 'Halo', preview_url: true }
  expect(parseWith(outgoingBody('send', common), body)._unsafeUnwrap()).toEqual({
    common: { user_id: 'u' },
    content: { type: 'text', data: { body: 'Halo', preview_url: true } },
  })
})

test('tells what is wrong with the common fields and with the others', () => {
  const problems = parseWith(outgoingBody('send', common), { reply_to: 1, room: 'r' })._unsafeUnwrapErr().problems
  expect(problems.map(({ path }) => path)).toEqual(['user_id', 'reply_to', 'text', 'room'])
})
