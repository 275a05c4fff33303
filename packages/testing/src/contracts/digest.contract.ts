import type { Digest } from '@boztell/core'
import { describe, expect, test as base } from 'vitest'

export const digestContract = (adapter: string, makeDigest: () => Promise<Digest>): void => {
  const test = base.extend('digest', () => makeDigest())

  describe(`${adapter} keeps the Digest contract`, () => {
    test.for([
      ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
      [
        'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
        '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
      ],
      ['é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
      ['👋', '1d0452e3d194cc7950909b578c611d5ad4cd15105c6aeefc38ce213240ffc457'],
    ] as const)('hashes the UTF-8 bytes of "%s"', ([text, hash], { digest }) => {
      const bytes = digest.sha256(text)
      expect(bytes).toHaveLength(32)
      expect(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(hash)
    })

    test('gives each caller bytes of their own', ({ digest }) => {
      const first = digest.sha256('abc')
      const untouched = Array.from(first)
      first.fill(0)
      expect(Array.from(digest.sha256('abc'))).toEqual(untouched)
    })
  })
}
