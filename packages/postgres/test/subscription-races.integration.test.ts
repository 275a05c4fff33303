import { makeDispatchEvents, type Stores, type Subscription, type UnitOfWork } from '@boztell/core'
import { aClock, aMessageItem, deliveriesOf, stored, storeSubscription, testDigest } from '@boztell/testing'
import { ResultAsync } from 'neverthrow'
import { expect, test } from 'vitest'
import { twoProcesses } from './two-processes.ts'

test('Of a subscription that begins while another process reads, no event is lost', async () => {
  const { one, other } = await twoProcesses()
  const begun: Subscription[] = []
  const begin = async () => {
    if (begun.length > 0) return
    const { last: startsAfter } = await stored(other.unitOfWork, ({ events }) => events.ends())
    begun.push(await storeSubscription(other.unitOfWork, { startsAfter }))
    await other.take(aMessageItem())
  }
  const unitOfWork: UnitOfWork = {
    run: (work) =>
      one.unitOfWork.run((stores) => {
        const list: Stores['subscriptions']['list'] = (page) =>
          stores.subscriptions.list(page).andThen((found) => ResultAsync.fromSafePromise(begin().then(() => found)))
        return work({ ...stores, subscriptions: { ...stores.subscriptions, list } })
      }),
  }
  const onBug = (bug: unknown) => expect.fail(String(bug))
  const dispatch = makeDispatchEvents({ unitOfWork, clock: aClock(), digest: testDigest, frameOf: () => ({}) })
  await storeSubscription(one.unitOfWork)
  await one.take(aMessageItem())
  for (let look = 0; look < 3; look += 1) (await dispatch(onBug))._unsafeUnwrap()
  expect(await deliveriesOf(one.unitOfWork, begun[0]!)).toHaveLength(1)
})
