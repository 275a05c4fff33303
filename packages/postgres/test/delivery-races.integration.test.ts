import {
  CLAIM_LIFETIME,
  makeDeliverMessages,
  type MessageChannel,
  type MessageId,
  type Outbox,
  type OutgoingMessage,
  unavailable,
  type UnitOfWork,
} from '@boztell/core'
import { aDelivery, anId, aStatusItem, aText, stored } from '@boztell/testing'
import { errAsync, type Result } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { aBusyChannel } from './a-busy-channel.ts'
import { seeded, twoProcesses } from './two-processes.ts'

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

type Business = Awaited<ReturnType<typeof twoProcesses>>['one']

/** Rooms of which each has `length` messages waiting. */
const lines = (business: Business, count: number, length: number) =>
  Promise.all(
    times(count, async () => {
      const { room, user } = await business.anOpenConversation()
      const ids: MessageId[] = []
      for (let i = 0; i < length; i += 1) {
        const id = anId<MessageId>()
        const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
        ;(await business.send(said))._unsafeUnwrap()
        ids.push(id)
      }
      return { roomId: room.id, user, ids }
    }),
  )

/** Loses the database whenever the outcome of a send is to be stored. */
const dyingAtTheSettle = (unitOfWork: UnitOfWork): UnitOfWork => ({
  run: (work) =>
    unitOfWork.run((stores) => {
      const hold: Outbox['hold'] = (ids) =>
        ids.length === 0 ? stores.outbox.hold(ids) : errAsync(unavailable('the process died'))
      return work({ ...stores, outbox: { ...stores.outbox, hold } })
    }),
})

describe('Workers of two processes', () => {
  test.each([1, 2, 3])('send every message once, in order, one at a time per room (seed %i)', async (seed) => {
    const random = seeded(seed)
    const { one, other, expectNoDeadlock } = await twoProcesses()
    const { channel, accepted, overlaps } = aBusyChannel(random)
    const rooms = await lines(one, 4, 6)
    const workers = [one, other].map((process) => makeDeliverMessages({ ...process, channel }))
    const answers = await Promise.all(times(8, (i) => workers[i % 2]!()))
    expect(answers.filter((answer) => answer.isErr())).toEqual([])
    for (const { ids } of rooms) expect(accepted.filter((id) => ids.includes(id))).toEqual(ids)
    expect(accepted).toHaveLength(24)
    expect(overlaps).toEqual([])
    await expectNoDeadlock()
  })

  test('never send again what was being sent when one died, and send the rest of the line once both have looked', async () => {
    const { one, other, expectNoDeadlock } = await twoProcesses()
    const { channel, accepted, overlaps } = aBusyChannel(() => 0.5)
    const rooms = await lines(one, 10, 3)
    const dying = makeDeliverMessages({ ...one, channel, unitOfWork: dyingAtTheSettle(one.unitOfWork) })
    expect((await dying()).isErr()).toBe(true)

    const deliverAll = async () => {
      const workers = [one, other].map((process) => makeDeliverMessages({ ...process, channel }))
      const answers = await Promise.all(workers.map((deliver) => deliver()))
      expect(answers.every((answer) => answer.isOk())).toBe(true)
    }
    await deliverAll()
    expect(accepted).toHaveLength(10)

    for (const process of [one, other]) process.clock.advance(CLAIM_LIFETIME + 1)
    const recovered = await Promise.all(times(6, (i) => (i % 2 === 0 ? one : other).recoverStuck()))
    expect(recovered.map((result) => result._unsafeUnwrap()).reduce((sum, found) => sum + found)).toBe(10)
    await deliverAll()

    expect(accepted).toHaveLength(30)
    for (const { ids } of rooms) expect(accepted.filter((id) => ids.includes(id))).toEqual(ids)
    const heads = rooms.map(({ ids: [first] }) => first!)
    expect(await statusesOf(one, heads)).toEqual(new Set(['unconfirmed']))
    await other.take(...heads.map((messageId) => aStatusItem({ messageId, status: 'delivered' })))
    expect(await statusesOf(one, heads)).toEqual(new Set(['delivered']))
    expect(overlaps).toEqual([])
    await expectNoDeadlock()
  })

  test('settle, are retried and are told a status at the same moment', async () => {
    const { one, other, expectNoDeadlock } = await twoProcesses()
    const { channel, overlaps } = aBusyChannel(() => 0.5)
    const rooms = await lines(one, 8, 4)
    const viewer = rooms[0]!.user
    const meddling: Promise<Result<unknown, { type: string }>>[] = []
    /** Calls a message failed and has it retried while its settling goes on. */
    const meddle = async ({ id: messageId }: OutgoingMessage) => {
      const told = await other.receive([aDelivery(aStatusItem({ messageId, status: 'failed' }))])
      for (let i = 0; i < 4; i += 1) meddling.push((async () => other.retry({ viewer, messageId }))())
      return told
    }
    const watched: Pick<MessageChannel, 'send'> = {
      ...channel,
      send: (message) => {
        meddling.push(meddle(message))
        return channel.send(message)
      },
    }
    const delivered = await Promise.all(
      [one, other].map((process) => makeDeliverMessages({ ...process, channel: watched })()),
    )
    const results = [...delivered, ...(await Promise.all(meddling)), ...(await Promise.all(meddling))]
    const errors = results.flatMap((result): string[] => (result.isErr() ? [result.error.type] : []))
    expect(errors.filter((type) => type !== 'not_retryable')).toEqual([])
    expect((await makeDeliverMessages({ ...one, channel })()).isOk()).toBe(true)
    const statuses = await statusesOf(
      one,
      rooms.flatMap(({ ids }) => ids),
    )
    expect([...statuses].filter((status) => status !== 'accepted' && status !== 'failed')).toEqual([])
    expect(overlaps).toEqual([])
    await expectNoDeadlock()
  })
})

const statusesOf = async ({ unitOfWork }: Business, ids: readonly MessageId[]): Promise<ReadonlySet<string>> => {
  const found = await stored(unitOfWork, ({ messages }) => messages.find(ids.map((id) => ({ id }))))
  return new Set(found.map(({ status }) => status))
}
