import type { UnitOfWork } from '@boztell/core'
import { ResultAsync, err, errAsync, ok, okAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { aLead } from '../builders/a-lead.ts'
import { storeTest, times } from './store-test.ts'

export const unitOfWorkContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the UnitOfWork contract`, () => {
    test('answers what the work answers', async ({ unitOfWork }) => {
      expect(await unitOfWork.run(() => okAsync('done'))).toEqual(ok('done'))
    })

    test('keeps what the work wrote, in every store', async ({ run }) => {
      const lead = aLead()
      await run(({ leads, idempotencyKeys }) => leads.save([lead]).andThen(() => idempotencyKeys.forget(0)))
      expect(await run(({ leads }) => leads.find([lead.id]))).toEqual([lead])
    })

    test('shows the work what it wrote itself', async ({ run }) => {
      const lead = aLead()
      expect(await run(({ leads }) => leads.save([lead]).andThen(() => leads.find([lead.id])))).toEqual([lead])
    })

    test('answers the error of work that fails and keeps nothing', async ({ unitOfWork, run }) => {
      const lead = aLead()
      const answer = await unitOfWork.run(({ leads }) => leads.save([lead]).andThen(() => errAsync('changed my mind')))
      expect(answer).toEqual(err('changed my mind'))
      expect(await run(({ leads }) => leads.find([lead.id]))).toEqual([])
    })

    test('keeps what was there before when the work fails', async ({ unitOfWork, run }) => {
      const lead = aLead({ name: 'Before' })
      await run(({ leads }) => leads.save([lead]))
      const renamed = { ...lead, name: 'After' }
      const failed = await unitOfWork.run(({ leads }) => leads.save([renamed]).andThen(() => errAsync('no')))
      expect(failed).toEqual(err('no'))
      expect(await run(({ leads }) => leads.find([lead.id]))).toEqual([lead])
    })

    test('lets a bug out that is thrown in a step, and keeps nothing', async ({ unitOfWork, run }) => {
      const lead = aLead()
      const bug = new Error('a bug')
      const answer = unitOfWork.run(({ leads }) =>
        leads.save([lead]).map((): string => {
          throw bug
        }),
      )
      await expect(answer).rejects.toBe(bug)
      expect(await run(({ leads }) => leads.find([lead.id]))).toEqual([])
    })

    test('lets a bug out that is thrown before the first step', async ({ unitOfWork }) => {
      const bug = new Error('a bug')
      const answer = unitOfWork.run((): ResultAsync<string, never> => {
        throw bug
      })
      await expect(answer).rejects.toBe(bug)
    })

    test('lets a bug out that rejects after a write, and keeps nothing', async ({ unitOfWork, run }) => {
      const lead = aLead()
      const bug = new Error('a bug')
      const answer = unitOfWork.run(({ leads }) =>
        leads.save([lead]).andThen(() => ResultAsync.fromSafePromise(Promise.reject<string>(bug))),
      )
      await expect(answer).rejects.toBe(bug)
      expect(await run(({ leads }) => leads.find([lead.id]))).toEqual([])
    })

    test('goes on after failures and bugs', async ({ unitOfWork }) => {
      const failures = times(30, (index) =>
        unitOfWork.run(() =>
          index % 2 === 0 ? errAsync('no') : ResultAsync.fromSafePromise(Promise.reject<string>(new Error('a bug'))),
        ),
      )
      await Promise.allSettled(failures)
      expect(await unitOfWork.run(() => okAsync('still here'))).toEqual(ok('still here'))
    })

    test('keeps what 20 units of work write at once', async ({ run }) => {
      const many = times(20, () => aLead())
      await Promise.all(many.map((lead) => run(({ leads }) => leads.save([lead]))))
      const found = await run(({ leads }) => leads.find(many.map(({ id }) => id)))
      expect(new Set(found.map(({ id }) => id))).toEqual(new Set(many.map(({ id }) => id)))
    })

    test('keeps all of one and nothing of the other when only one of two at once fails', async ({
      unitOfWork,
      run,
    }) => {
      const [kept, lost] = [aLead(), aLead()]
      const [, failed] = await Promise.all([
        run(({ leads }) => leads.save([kept])),
        unitOfWork.run(({ leads }) => leads.save([lost]).andThen(() => errAsync('no'))),
      ])
      expect(failed).toEqual(err('no'))
      expect(await run(({ leads }) => leads.find([kept.id, lost.id]))).toEqual([kept])
    })
  })
}
