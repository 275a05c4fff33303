import { expect, test } from 'vitest'
import { remember } from './remember.ts'

test('What is remembered is asked for once at a time, and anew when it is old', async () => {
  let [now, asked] = [0, 0]
  const answers: ((answer: number) => void)[] = []
  const ask = () => new Promise<number>((resolve) => answers.push(resolve))
  const look = remember(() => ask().finally(() => (asked += 1)), 5_000, { now: () => now })

  const first = [look(), look()]
  now = 60_000
  first.push(look())
  expect(answers).toHaveLength(1)
  answers[0]?.(1)
  expect(await Promise.all(first)).toEqual([1, 1, 1])

  now += 4_999
  expect(await look()).toBe(1)
  now += 1
  const next = look()
  answers[1]?.(2)
  expect(await next).toBe(2)
  expect(asked).toBe(2)
})
