import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { outgoingKindNames } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import {
  deadLinks,
  deadPaths,
  misplacedWhatsAppErrors,
  untoldErrors,
  untoldVariables,
  wrongStatuses,
} from './document-rules.ts'
import { projectRoot } from './planted-workspace.ts'
import { readTree } from './tree.ts'

const exists = (path: string): boolean => existsSync(join(projectRoot, path))
const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')
const readOrMiss = (path: string): string | undefined => {
  if (!exists(path)) return undefined
  return statSync(join(projectRoot, path)).isDirectory() ? '' : read(path)
}
const documents = [...readTree(projectRoot)].filter(([path]) => path.endsWith('.md'))
const whatsappErrors = 'packages/whatsapp-cloud/src/whatsapp-errors.ts'
const edgeErrors = 'apps/server/src/http/edge-error.ts'
const errorStatuses = 'apps/server/src/http/problem.ts'
const environment = 'apps/server/src/environment-variables.ts'

test('the README says what it is, then the two commands that are enough', () => {
  const [, what, commands] = /^# Boztell\n\n(.+?)\n\n```sh\n(.*?)```/s.exec(read('README.md')) ?? []
  expect(what).toContain('WhatsApp')
  expect(commands).toBe('npx -y pnpm@12 start\nnpx -y pnpm@12 test\n')
})

test('the architecture fits on two pages', () => {
  expect(read('docs/architecture.md').trimEnd().split('\n').length).toBeLessThanOrEqual(110)
})

test.each(documents)('%s links to what is there', (path, document) => {
  expect(deadLinks(path, document, readOrMiss)).toEqual([])
})

test.each(documents)('%s names files that are there', (path, document) => {
  expect(deadPaths(path, document, exists)).toEqual([])
})

test('every page under docs can be reached from the README', () => {
  const linked = new Set(['README.md'])
  for (const path of linked)
    for (const [, link = ''] of (readOrMiss(path) ?? '').matchAll(/\]\(([^)#\s]+\.md)/g))
      linked.add(join(path, '..', link))
  // Decisions are read as a folder.
  const pages = documents.map(([path]) => path).filter((path) => /^docs\/(?!decisions\/)/.test(path))
  expect(pages.filter((path) => !linked.has(path))).toEqual([])
})

test('every error has its row, and every row its error', () => {
  const sources = ['packages/core/src/errors.ts', edgeErrors].map(read)
  expect(untoldErrors(read('docs/errors.md'), sources)).toEqual([])
})

test('errors have the status that the server gives them', () => {
  expect(wrongStatuses(read('docs/errors.md'), read(errorStatuses))).toEqual([])
})

test("each of WhatsApp's errors stands at its action", () => {
  expect(misplacedWhatsAppErrors(read('docs/whatsapp.md'), read(whatsappErrors))).toEqual([])
})

test('every setting is explained, and there are no others', () => {
  expect(untoldVariables(read('docs/operations.md'), read(environment))).toEqual([])
})

test('every sending endpoint is in the contract', () => {
  const contract = read('docs/api.md')
  expect(outgoingKindNames.filter((name) => !contract.includes(`| \`${name}\``))).toEqual([])
})

describe('a planted falsehood is caught:', () => {
  const pages = new Map([['docs/there.md', '# A page\n\n## What is, and why\n']])

  test('a link to nothing', () => {
    const document = '[a](there.md) [b](gone.md) [c](https://example.com) `[d](gone.md)`'
    expect(deadLinks('docs/a.md', document, (path) => pages.get(path))).toEqual([
      'docs/a.md: the link gone.md leads nowhere.',
    ])
  })

  test('a link to a heading that is not there', () => {
    const document = '[a](there.md#what-is-and-why) [b](there.md#why)'
    expect(deadLinks('docs/a.md', document, (path) => pages.get(path))).toEqual([
      'docs/a.md: the link there.md#why leads nowhere.',
    ])
  })

  test('a file that is not there', () => {
    const document = '`docs/there.md` `packages/gone.ts` `packages/<name>/new.ts`'
    expect(deadPaths('a.md', document, (path) => pages.has(path))).toEqual(['a.md: packages/gone.ts is not there.'])
  })

  test('an error without a row, a row without an error', () => {
    expect(untoldErrors('| `old` | 404 |\n| `kept` | 409 |', ["{ type: 'kept' }", "{ type: 'new' }"])).toEqual([
      'new has no row.',
      'old has a row, and nothing answers it.',
    ])
  })

  test('another status', () => {
    const table = "  kept: { status: 409, title: '' },\n  moved: {\n    status: 403,\n"
    expect(wrongStatuses('| `kept` | 409 |\n| `moved` | 404 |', table)).toEqual(['moved is 403.'])
  })

  test("one of WhatsApp's errors at another action", () => {
    const table = "  [2, vague(retry(''))],\n  [131047, never('')],\n"
    expect(misplacedWhatsAppErrors('| `retry` | 2, 131047 |\n| `never` | 31047 |', table)).toEqual([
      '131047 belongs to never.',
    ])
  })

  test('a setting without a row, a row without a setting', () => {
    const schema = 'export const variables = v.object({\n  PORT: x,\n  HOST: text,\n})\nconst LIMIT = {\n  MAX: 1\n}'
    expect(untoldVariables('| `PORT` | 3000 |\n| `OLD` | |', schema)).toEqual([
      'HOST has no row.',
      'OLD has a row, and nothing reads it.',
    ])
  })
})
