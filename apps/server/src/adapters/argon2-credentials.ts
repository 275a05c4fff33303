import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Credentials } from '@boztell/core'
import { limitConcurrency } from './limit-concurrency.ts'

const hash = promisify(argon2)

/** OWASP's choice for argon2id: 19 MiB, two passes, one lane. */
const recommended: Strength = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32
/** Each hash takes its memory and a thread of the pool, which other work needs too. */
const AT_ONCE = 2

/** Passwords as argon2id hashes in the PHC form, `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. Another strength is for tests, whose passwords are no secret. */
export const createArgon2Credentials = (strength: Strength = recommended): Credentials => {
  const inTurn = limitConcurrency(AT_ONCE)
  const tagOf = (password: string, nonce: Buffer, { memory, passes, parallelism } = strength) =>
    inTurn(() => hash('argon2id', { message: password, nonce, memory, passes, parallelism, tagLength: TAG_BYTES }))

  return {
    hashPassword: async (password) => {
      const salt = randomBytes(SALT_BYTES)
      return write(strength, salt, await tagOf(password, salt))
    },
    verifyPassword: async (password, stored) => {
      const known = stored === null ? undefined : read(stored)
      const tag = await tagOf(password, known?.salt ?? randomBytes(SALT_BYTES), known?.strength)
      return known !== undefined && tag.length === known.tag.length && timingSafeEqual(tag, known.tag)
    },
    newToken: () => randomBytes(32).toString('base64url'),
  }
}

/** Memory in KiB. */
type Strength = Readonly<{ memory: number; passes: number; parallelism: number }>

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

const write = ({ memory, passes, parallelism }: Strength, salt: Buffer, tag: Buffer): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/

const read = (stored: string) => {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(stored) ?? []
  if (salt === undefined || tag === undefined) throw new Error('The stored password hash is none of argon2id')
  return {
    strength: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}
