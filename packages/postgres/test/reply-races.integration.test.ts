import {
  HOUR,
  MINUTE,
  makeDeliverMessages,
  type MessageChannel,
  type OutgoingMessage,
  SYSTEM_USER_ID,
} from '@boztell/core'
import {
  aDelivery,
  aMessageItem,
  aNamedCustomer,
  aStatusItem,
  autoReplySettings,
  stored,
  TEST_NOW,
} from '@boztell/testing'
import { expect, test } from 'vitest'
import { aBusyChannel } from './a-busy-channel.ts'
import { twoProcesses } from './two-processes.ts'

const HOURS = 6
/** Open for the first minute of every hour. */
const hourly = Array.from({ length: 24 }, (_, hour): [string, string] => {
  const two = String(hour).padStart(2, '0')
  return [`${two}:00`, `${two}:01`]
})
const weekly = { mon: hourly, tue: hourly, wed: hourly, thu: hourly, fri: hourly, sat: hourly, sun: hourly }

const at = (hour: number) => TEST_NOW + hour * HOUR + 30 * MINUTE

test('Two processes answer each customer once in a closed period, while they settle the replies before and hear of them', async () => {
  const { one, other, pool, expectNoDeadlock } = await twoProcesses()
  await stored(one.unitOfWork, ({ settings }) =>
    settings.save('auto_reply', autoReplySettings({ weekly, max_per_day: 100 })),
  )
  const named = Array.from({ length: 8 }, () => aNamedCustomer())
  const customers = new Map(named.map((customer) => [`+${customer.waId ?? ''}`, { customer, hour: 0 }]))
  const { channel, overlaps } = aBusyChannel(() => 0.5)
  const hearing: ReturnType<typeof one.receive>[] = []
  /** Each reply that goes out is told to be sent, and in the next closed period the customer writes again, to both processes. */
  const watched: Pick<MessageChannel, 'send'> = {
    ...channel,
    send: (message: OutgoingMessage) => {
      const { id: messageId, address } = message
      const writer = 'to' in address ? customers.get(address.to) : undefined
      if (writer !== undefined && ++writer.hour < HOURS) {
        const { customer, hour } = writer
        const now = Math.max(one.clock.now(), at(hour))
        for (const { clock } of [one, other]) clock.set(now)
        const delivery = aDelivery(aMessageItem({ customer, sentAt: now }), aStatusItem({ messageId, status: 'sent' }))
        hearing.push(one.receive([delivery]), other.receive([delivery]))
      }
      return channel.send(message)
    },
  }
  for (const { clock } of [one, other]) clock.set(at(0))
  await one.take(...named.map((customer) => aMessageItem({ customer, sentAt: at(0) })))
  const workers = [one, other].map((process) => makeDeliverMessages({ ...process, channel: watched }))
  for (let round = 0; round < HOURS; round += 1) {
    const delivered = await Promise.all(workers.map((deliver) => deliver()))
    const results = [...delivered, ...(await Promise.all(hearing))]
    expect(results.flatMap((result) => (result.isErr() ? [result.error] : []))).toEqual([])
  }
  const { rows } = await pool.query<{ replies: number; periods: number }>(
    `select count(*) as replies, count(distinct period) as periods from messages
     left join automatic_replies on message_id = id where user_id = $1 group by messages.room_id`,
    [SYSTEM_USER_ID],
  )
  expect(rows.map(({ replies }) => replies)).toEqual(rows.map(({ periods }) => periods))
  expect(rows.reduce((sum, { replies }) => sum + replies, 0)).toBeGreaterThan(2 * named.length)
  expect(overlaps).toEqual([])
  await expectNoDeadlock()
})
