import { expect, test } from 'vitest'
import { attributeToCustomer, attributeToUser } from '../attribution/attribute-message.ts'
import type { RoomId } from '../room/room.ts'
import { SYSTEM_USER_ID } from '../user/user.ts'
import type { Content } from './content.ts'
import type { MessageId } from './message.ts'
import type { MessageChange } from './message-change.ts'
import { historyOf, readableContent, withChanges } from './message-history.ts'
import { received } from './message-status.ts'

const text = (body: string): Content => ({ type: 'text', data: { body } })
const facts = {
  ...received('wamid.1'),
  id: '1' as MessageId,
  roomId: 'room' as RoomId,
  content: text('first'),
  originalContent: null,
  editedAt: null,
  revokedAt: null,
  replyTo: null,
  replyToWaMessageId: null,
  context: null,
  referral: null,
  createdAt: 0,
}
const message = attributeToCustomer(facts)
const common = { roomId: message.roomId, targetWaMessageId: 'wamid.1', direction: 'inbound' } as const
const edit = (at: number, body: string): MessageChange => ({
  ...common,
  id: at.toString() as MessageId,
  kind: 'edit',
  at,
  content: text(body),
})
const revoke = (at: number): MessageChange => ({
  ...common,
  id: `r${at.toString()}` as MessageId,
  kind: 'revoke',
  at,
  content: null,
})

test('the latest edit counts, in whatever order they come', () => {
  const changes = [edit(2, 'third'), edit(1, 'second')]
  expect(withChanges(message, changes)).toMatchObject({
    content: text('third'),
    originalContent: text('first'),
    editedAt: 2,
  })
  expect(historyOf(withChanges(message, changes), changes)).toEqual([
    { at: 1, kind: 'edit', content: text('first') },
    { at: 2, kind: 'edit', content: text('second') },
  ])
})

test('of edits within one second the last to arrive counts, and a revocation ends them', () => {
  const [second, third] = [edit(1, 'second'), edit(1, 'third')]
  const changes = [revoke(1), { ...second, id: '9' as MessageId }, { ...third, id: '8' as MessageId }]
  expect(withChanges(message, changes)).toMatchObject({ content: text('third'), revokedAt: 1 })
  expect(historyOf(message, changes).map(({ kind }) => kind)).toEqual(['edit', 'edit', 'revoke'])
})

test('applying the same changes again changes nothing', () => {
  const changes = [edit(1, 'second'), revoke(2)]
  const once = withChanges(message, changes)
  expect(withChanges(once, changes)).toEqual(once)
})

test('a revocation is final, and what was said stays readable', () => {
  const changes = [revoke(2), edit(1, 'second')]
  const revoked = withChanges(message, changes)
  expect(revoked).toMatchObject({ revokedAt: 2 })
  expect(readableContent(revoked)).toBeNull()
  expect(historyOf(message, changes).map(({ content }) => content)).toEqual([text('first'), text('second')])
})

test('without changes it is the same message', () => {
  expect(withChanges(message, [])).toBe(message)
})

test('the other side and other rooms change nothing', () => {
  const ours = attributeToUser(SYSTEM_USER_ID, facts)
  expect(withChanges(ours, [edit(1, 'forged')])).toBe(ours)
  const elsewhere = { ...edit(1, 'forged'), roomId: 'other' as RoomId }
  expect(withChanges(message, [elsewhere])).toBe(message)
  expect(historyOf(message, [elsewhere])).toEqual([])
})
