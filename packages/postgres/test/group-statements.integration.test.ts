import type { WebhookItem } from '@boztell/core'
import { aBusiness, aDelivery, aMessageItem, aNamedCustomer, anEchoItem, aStatusItem, aText } from '@boztell/testing'
import { Kysely, type LogEvent, PostgresDialect } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { createPostgresUnitOfWork } from '../src/index.ts'
import type { Database } from '../src/schema.ts'
import { freshDatabase } from './fresh-database.ts'

let statements: string[]
let business: ReturnType<typeof aBusiness>
beforeEach(async () => {
  const { pool } = await freshDatabase()
  statements = []
  const log = ({ query }: LogEvent) => {
    statements.push(query.sql.trim())
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log })
  business = aBusiness(createPostgresUnitOfWork(db))
})

/** Everything that a group may hold, `count` times, about customers old and new. */
const aGroup = async (count: number) => {
  const known = Array.from({ length: count }, () => aMessageItem({ customer: aNamedCustomer() }))
  await business.take(...known)
  const items = known.flatMap(({ customer, waMessageId }): WebhookItem[] => {
    const echo = anEchoItem({ customer })
    return [
      aMessageItem({ customer }),
      aMessageItem({ customer: aNamedCustomer() }),
      aMessageItem({ customer: { ...customer, bsuid: `ID.${crypto.randomUUID()}` } }),
      aMessageItem({ customer, what: { kind: 'edit', targetWaMessageId: waMessageId, content: aText('edited') } }),
      aMessageItem({ customer, content: { type: 'reaction', data: { message_id: waMessageId, emoji: '👍' } } }),
      echo,
      aStatusItem({ waMessageId: echo.waMessageId, status: 'read' }),
      aStatusItem(),
    ]
  })
  return items.map((item) => aDelivery(item))
}

const statementsOf = async (group: Parameters<typeof business.receive>[0]): Promise<readonly string[]> => {
  statements = []
  ;(await business.receive(group))._unsafeUnwrap()
  return [...statements]
}

describe('A group of webhooks', () => {
  test('takes the same statements, however many items it has', async () => {
    const few = await statementsOf(await aGroup(1))
    expect(few.length).toBeGreaterThan(15)
    expect(await statementsOf(await aGroup(100))).toEqual(few)
  })

  test('of statuses that name our messages looks for them in their own month only', async () => {
    const { room, user } = await business.anOpenConversation()
    const id = business.ids.newId(business.clock.now()) as Parameters<typeof business.send>[0]['id']
    const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
    ;(await business.send(said))._unsafeUnwrap()
    const asked = await statementsOf([aDelivery(aStatusItem({ messageId: id, status: 'sent' }))])
    expect(asked.filter((statement) => statement.includes('where wa_message_id = any'))).toEqual([])
  })
})
