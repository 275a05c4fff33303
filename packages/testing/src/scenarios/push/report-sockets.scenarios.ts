import type { UnitOfWork, UserId } from '@boztell/core'
import { makeReportSockets, SECOND } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aClock } from '../../builders/a-clock.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'

export const reportSocketsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Reporting open sockets, on ${adapter}`, () => {
    test('tells who is at any process, and forgets a process that says nothing any more', async ({ unitOfWork }) => {
      const clock = aClock()
      const process = () => makeReportSockets({ unitOfWork, clock, processId: crypto.randomUUID() })
      const [here, there] = [process(), process()]
      const [ayu, budi, citra] = [anId<UserId>(), anId<UserId>(), anId<UserId>()]
      const present = async () =>
        (await stored(unitOfWork, ({ openSockets }) => openSockets.among([ayu, budi, citra], 0))).toSorted()
      ;(await here([ayu, budi]))._unsafeUnwrap()
      ;(await there([citra]))._unsafeUnwrap()
      expect(await present()).toEqual([ayu, budi, citra].toSorted())
      clock.advance(30 * SECOND)
      ;(await here([ayu]))._unsafeUnwrap()
      expect(await present()).toEqual([ayu, citra].toSorted())
      clock.advance(1)
      ;(await here([ayu]))._unsafeUnwrap()
      expect(await present()).toEqual([ayu])
    })
  })
}
