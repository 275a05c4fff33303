import type { UnitOfWork } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { storeTest } from './store-test.ts'

export const mediaUrlKeyContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the MediaUrlKey contract`, () => {
    test('keeps the first key for good, and none of what fails', async ({ unitOfWork, run }) => {
      expect(await run(({ mediaUrlKey }) => mediaUrlKey.find())).toBeUndefined()
      const lost = await unitOfWork.run(({ mediaUrlKey }) =>
        mediaUrlKey.keep('lost').andThen(() => errAsync('changed my mind')),
      )
      expect(lost.isErr()).toBe(true)
      await run(({ mediaUrlKey }) => mediaUrlKey.keep('first'))
      await run(({ mediaUrlKey }) => mediaUrlKey.keep('second'))
      expect(await run(({ mediaUrlKey }) => mediaUrlKey.find())).toBe('first')
    })
  })
}
