import { expect, test } from 'vitest'
import { progressBar } from './progress-bar.ts'

test('The bar grows with the bytes, and is full when every file was looked at, missing ones too', () => {
  const total = { totalBytes: 2_400_000_000, totalFiles: 40 }
  expect(progressBar({ bytes: 0, files: 0, ...total })).toBe(
    '[------------------------------]   0 %  0 bytes of 2.4 GB  0 of 40 files',
  )
  expect(progressBar({ bytes: 1_200_000_000, files: 12, ...total })).toBe(
    '[###############---------------]  50 %  1.2 GB of 2.4 GB  12 of 40 files',
  )
  expect(progressBar({ bytes: 2_400_000_000, files: 39, ...total })).toContain(' 99 %')
  expect(progressBar({ bytes: 999_949, files: 40, ...total })).toContain('] 100 %  999.9 kB of 2.4 GB  40 of 40 files')
  expect(progressBar({ bytes: 0, files: 0, totalBytes: 0, totalFiles: 0 })).toContain('100 %')
})
