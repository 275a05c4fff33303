import type { ClaimedDownload, UnitOfWork } from '@boztell/core'
import { DOWNLOAD_LEASE, makeClaimDownloads } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aClock } from '../../builders/a-clock.ts'
import { aMediaDownload } from '../../builders/a-stored-file.ts'
import { storeConversation, stored } from '../../builders/store.ts'
import { times } from '../../contracts/store-test.ts'

export const claimDownloadsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async (count: number) => {
    const [unitOfWork, clock] = [await makeUnitOfWork(), aClock()]
    const { room } = await storeConversation(unitOfWork)
    const downloads = times(count, () => aMediaDownload({ roomId: room.id }))
    await stored(unitOfWork, ({ mediaDownloads }) => mediaDownloads.put(downloads, clock.now()))
    const claimDownloads = makeClaimDownloads({ unitOfWork, clock })
    return {
      unitOfWork,
      clock,
      claim: async (free: number, inHand: readonly ClaimedDownload[] = []) =>
        (await claimDownloads({ free, inHand }))._unsafeUnwrap(),
    }
  }

  describe(`Claiming downloads, on ${adapter}`, () => {
    test('takes no more than a worker has room for', async () => {
      const { claim } = await open(3)
      expect((await claim(0)).claimed).toEqual([])
      expect((await claim(2)).claimed).toHaveLength(2)
      expect((await claim(2)).claimed).toHaveLength(1)
    })

    test('keeps what is in hand from others for as long as the worker asks again', async () => {
      const { claim, clock } = await open(1)
      let { claimed: inHand } = await claim(1)
      for (let turn = 0; turn < 10; turn += 1) {
        clock.advance(DOWNLOAD_LEASE / 4)
        ;({ inHand } = await claim(1, inHand))
        expect(inHand).toHaveLength(1)
        expect((await claim(1)).claimed).toEqual([])
      }
    })

    test('gives to another what a worker had that is gone, who then hears that it has it no more', async () => {
      const { claim, clock } = await open(1)
      const { claimed: dead } = await claim(1)
      clock.advance(DOWNLOAD_LEASE)
      const { claimed } = await claim(1)
      expect(claimed).toMatchObject([{ messageId: dead[0]?.messageId, tries: 2 }])
      expect(await claim(1, dead)).toEqual({ claimed: [], inHand: [] })
      expect((await claim(1, claimed)).inHand).toEqual(claimed)
    })
  })
}
