import { ok } from 'neverthrow'
import type * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { updateLeadInput } from '../lead/lead-input.ts'
import { messagesQuery } from '../message/messages-query.ts'
import { listQuery } from '../page-query.ts'
import { parseWith } from '../problem.ts'
import { addParticipantInput, roomsQuery, updateRoomInput } from './room-input.ts'

const refused = (schema: v.GenericSchema, input: unknown) =>
  parseWith(schema, input)
    ._unsafeUnwrapErr()
    .problems.map(({ path, message }) => `${path} ${message}`)

const id = '019a0000-0000-7000-8000-00000000000a'
const other = '019a0000-0000-7000-8000-00000000000b'

describe('A list', () => {
  test('has 50 items to a page unless asked for 1 to 100', () => {
    expect(parseWith(listQuery, {})).toEqual(ok({ limit: 50 }))
    expect(parseWith(listQuery, { limit: '1', cursor: 'WzEsIjIiXQ' })).toEqual(ok({ limit: 1, cursor: 'WzEsIjIiXQ' }))
    expect(parseWith(listQuery, { limit: '100' })).toEqual(ok({ limit: 100 }))
  })

  test.each([
    [{ limit: '0' }, 'limit must be at least 1'],
    [{ limit: '101' }, 'limit must be at most 100'],
    [{ limit: '1.5' }, 'limit must be a whole number'],
    [{ limit: '' }, 'limit must be a whole number'],
    [{ cursor: '' }, 'cursor must be a next_cursor of this list'],
    [{ cursor: 'a\0' }, 'cursor must be a next_cursor of this list'],
  ])('refuses %o', (query, problem) => expect(refused(listQuery, query)).toEqual([problem]))
})

describe('The list of rooms', () => {
  test('is filtered by status, unread messages, participant and words', () => {
    const query = { status: 'open', unread: 'false', assigned_to: id, q: ' siti ' }
    expect(parseWith(roomsQuery, query)).toEqual(
      ok({ limit: 50, status: 'open', unread: false, assigned_to: id, q: 'siti' }),
    )
    expect(parseWith(roomsQuery, { unread: 'true', q: '' })).toEqual(ok({ limit: 50, unread: true, q: '' }))
  })

  test('refuses filters that it does not understand', () => {
    expect(refused(roomsQuery, { status: 'gone', unread: '1', assigned_to: 'me', q: 'a\0' })).toEqual([
      'status must be "open" or "closed"',
      'q must be one line of well-formed Unicode',
      'unread must be "true" or "false"',
      'assigned_to must be a UUID',
    ])
  })
})

describe('The messages of a room', () => {
  test('are asked for before or after one', () => {
    expect(parseWith(messagesQuery, {})).toEqual(ok({ limit: 50 }))
    expect(parseWith(messagesQuery, { before: id, limit: '2' })).toEqual(ok({ before: id, limit: 2 }))
    expect(parseWith(messagesQuery, { after: id, cursor: other })).toEqual(ok({ after: id, cursor: other, limit: 50 }))
  })

  test('are not asked for both before and after one', () => {
    expect(refused(messagesQuery, { before: id, after: other })).toEqual([
      'after must not be given together with before',
    ])
    expect(refused(messagesQuery, { before: 'x', cursor: 'y' })).toEqual([
      'cursor must be a UUID',
      'before must be a UUID',
    ])
  })
})

describe('Rooms and leads', () => {
  test('get a title, a status and a name', () => {
    expect(parseWith(updateRoomInput, { title: ' Katering ', status: 'closed' })).toEqual(
      ok({ title: 'Katering', status: 'closed' }),
    )
    expect(parseWith(updateLeadInput, { name: '😀'.repeat(100) })).toEqual(ok({ name: '😀'.repeat(100) }))
    expect(parseWith(addParticipantInput, { user_id: id })).toEqual(ok({ user_id: id }))
  })

  test.each([
    [updateRoomInput, { title: ' ' }, 'title must have at least 1 character'],
    [updateRoomInput, { title: '😀'.repeat(101) }, 'title must have at most 100 characters'],
    [updateRoomInput, { status: 'gone' }, 'status must be "open" or "closed"'],
    [updateRoomInput, { unread_count: 0 }, 'unread_count is not known here'],
    [updateLeadInput, { name: '' }, 'name must have at least 1 character'],
    [updateLeadInput, { phone: '+62' }, 'phone is not known here'],
    [addParticipantInput, {}, 'user_id is required'],
    [addParticipantInput, { user_id: 'ayu' }, 'user_id must be a UUID'],
  ])('refuse %#: %o', (schema, input, problem) => expect(refused(schema, input)).toEqual([problem]))
})
