import type { Credentials } from '@boztell/core'
import { describe, expect, test as base } from 'vitest'
import { times } from './store-test.ts'

/** Milliseconds of the fastest of five runs. */
const fastest = async (run: () => Promise<unknown>): Promise<number> => {
  const durations: number[] = []
  for (let turn = 0; turn < 5; turn++) {
    const start = performance.now()
    await run()
    durations.push(performance.now() - start)
  }
  return Math.min(...durations)
}

export const credentialsContract = (adapter: string, makeCredentials: () => Promise<Credentials>): void => {
  const test = base.extend('credentials', { scope: 'file' }, () => makeCredentials())
  const password = 'correct horse battery staple 👋'

  describe(`${adapter} keeps the Credentials contract`, () => {
    test('knows the right password from its hash', async ({ credentials }) => {
      const hash = await credentials.hashPassword(password)
      expect(await credentials.verifyPassword(password, hash)).toBe(true)
    })

    test.for([
      ['another', 'incorrect horse'],
      ['an empty one', ''],
      ['one in other case', password.toUpperCase()],
      ['one with a space behind it', `${password} `],
    ] as const)('refuses %s', async ([, wrong], { credentials }) => {
      expect(await credentials.verifyPassword(wrong, await credentials.hashPassword(password))).toBe(false)
    })

    test('tells long passwords apart by their last character', async ({ credentials }) => {
      const long = 'x'.repeat(199)
      const hash = await credentials.hashPassword(`${long}a`)
      expect(await credentials.verifyPassword(`${long}b`, hash)).toBe(false)
      expect(await credentials.verifyPassword(`${long}a`, hash)).toBe(true)
    })

    test('names the algorithm and its parameters in the hash, and never the password', async ({ credentials }) => {
      const hash = await credentials.hashPassword(password)
      expect(hash).toMatch(/^\$[a-z0-9-]+\$/)
      expect(hash).not.toContain(password)
    })

    test('salts: the same password has another hash each time', async ({ credentials }) => {
      expect(await credentials.hashPassword(password)).not.toBe(await credentials.hashPassword(password))
    })

    test('says no where there is no user, in about the time that it takes for one', async ({ credentials }) => {
      const hash = await credentials.hashPassword(password)
      expect(await credentials.verifyPassword(password, null)).toBe(false)
      const ofUser = await fastest(() => credentials.verifyPassword('wrong', hash))
      const ofNobody = await fastest(() => credentials.verifyPassword('wrong', null))
      expect(ofNobody).toBeGreaterThan(ofUser / 4)
    })

    test('makes tokens of at least 256 random bits in URL-safe characters', ({ credentials }) => {
      const tokens = times(1_000, () => credentials.newToken())
      expect(new Set(tokens).size).toBe(1_000)
      for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43,}$/)
    })
  })
}
