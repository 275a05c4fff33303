import type { SendRefused, UnitOfWork } from '@boztell/core'
import { DAY, MINUTE, SECOND } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { stored } from '../../builders/store.ts'
import { times } from '../../contracts/store-test.ts'

const refused = (action: SendRefused['action'], code: number): SendRefused => ({
  type: 'send_refused',
  action,
  code,
  title: 'Refused',
  details: null,
  retryAfter: null,
})

export const sendReadReceiptsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async (rooms = 1) => {
    const business = aBusiness(await makeUnitOfWork())
    const conversations = await Promise.all(times(rooms, () => business.anOpenConversation()))
    return {
      ...business,
      conversations,
      /** How many were told. */
      tell: async () => (await business.sendReadReceipts())._unsafeUnwrap(),
      readAll: async (typing = false) => {
        for (const { room, user } of conversations)
          (await business.readRoom({ viewer: user, roomId: room.id, typing }))._unsafeUnwrap()
      },
    }
  }

  describe(`Sending read receipts, on ${adapter}`, () => {
    test('tells WhatsApp of each room once, however many there are', async () => {
      const { readAll, tell, read, conversations } = await open(60)
      await readAll()
      expect(await tell()).toBe(60)
      expect(new Set(read.map(({ waMessageId }) => waMessageId))).toEqual(
        new Set(conversations.map(({ said }) => said.waMessageId)),
      )
      expect(read.some(({ typing }) => typing)).toBe(false)
      expect(await tell()).toBe(0)
      expect(read).toHaveLength(60)
    })

    test('shows that somebody writes, but not once they must have stopped', async () => {
      const { readAll, tell, read, clock } = await open()
      await readAll(true)
      await tell()
      expect(read).toMatchObject([{ typing: true }])
      await readAll(true)
      clock.advance(10 * SECOND)
      await tell()
      expect(read).toMatchObject([{ typing: true }, { typing: false }])
    })

    test.each([
      ['a refusal that passes', refused('retry', 130429)],
      ['a bad token', refused('stop', 190)],
      ['an answer that was lost', { type: 'send_unconfirmed', reason: 'no answer' } as const],
    ])('tries again after %s, ever more rarely', async (_what, answer) => {
      const { readAll, tell, read, answers, clock } = await open()
      await readAll()
      answers.push(answer, answer, answer)
      for (const wait of [SECOND, 4 * SECOND, 16 * SECOND]) {
        expect(await tell()).toBe(1)
        clock.advance(wait - 1)
        expect(await tell()).toBe(0)
        clock.advance(1)
      }
      expect(read).toEqual([])
      await tell()
      expect(read).toHaveLength(1)
      clock.advance(DAY)
      expect(await tell()).toBe(0)
    })

    test('waits as long as WhatsApp says', async () => {
      const { readAll, tell, answers, clock } = await open()
      await readAll()
      answers.push({ ...refused('retry', 130429), retryAfter: MINUTE })
      await tell()
      clock.advance(MINUTE - 1)
      expect(await tell()).toBe(0)
      clock.advance(1)
      expect(await tell()).toBe(1)
    })

    test('gives up what WhatsApp refuses for good, and what has grown too old', async () => {
      const { readAll, tell, read, answers, clock } = await open(2)
      await readAll()
      answers.push(refused('fix', 100), refused('stop', 190))
      await tell()
      clock.advance(31 * DAY)
      expect(await tell()).toBe(0)
      expect(read).toEqual([])
    })

    test('tells again what a worker that died may not have told', async () => {
      const { unitOfWork, readAll, tell, read, clock } = await open()
      await readAll()
      const now = clock.now()
      await stored(unitOfWork, ({ readReceipts }) => readReceipts.claim(10, now, now + 2 * MINUTE))
      expect(await tell()).toBe(0)
      clock.advance(2 * MINUTE)
      expect(await tell()).toBe(1)
      expect(read).toHaveLength(1)
    })
  })
}
