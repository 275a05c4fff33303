import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RemovedRule } from './removed-rule.ts'
import { removedRules } from './removed-rules.ts'

/**
 * Takes one line of a rule away at a time, in a copy of the repository, and sees that a named test fails. With an argument: of the rules
 * whose names begin so.
 */
const root = join(import.meta.dirname, '../../../..')
const copy = mkdtempSync(join(tmpdir(), 'boztell-removed-rules-'))

const copyRepository = () => {
  cpSync(root, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path !== join(root, 'node_modules') && path !== join(root, '.git') && path !== join(root, 'data'),
  })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

const testsOf = ({ project, tests }: RemovedRule) => {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--config', 'vitest.workspace.ts', '--project', project, tests],
      ...['--reporter', 'json', '--outputFile', report],
    ],
    { cwd: copy, encoding: 'utf8' },
  )
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[]
  }
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  if (all.length === 0) throw new Error(`No test ran:\n${stdout}\n${stderr}`)
  return { ran: all.length, failed: all.flatMap(({ fullName, status }) => (status === 'failed' ? [fullName] : [])) }
}

const tryWithout = (removed: RemovedRule): boolean => {
  const path = join(copy, removed.file)
  const source = readFileSync(path, 'utf8')
  if (source.split(removed.line).length !== 2) {
    console.log(`✗ ${removed.rule}: ${removed.file} does not have «${removed.line}» once`)
    return false
  }
  writeFileSync(path, source.replace(removed.line, removed.instead))
  try {
    const { ran, failed } = testsOf(removed)
    const noticed = failed.filter((name) => name.includes(removed.noticedBy))
    console.log(`${noticed.length > 0 ? '✓' : '✗'} ${removed.rule}`)
    console.log(
      `    ${failed.length.toString()} of ${ran.toString()} tests failed: ${noticed[0] ?? failed[0] ?? 'none'}`,
    )
    return noticed.length > 0
  } finally {
    writeFileSync(path, source)
  }
}

const wanted = removedRules.filter(({ rule }) => rule.startsWith(process.argv[2] ?? ''))
copyRepository()
try {
  const unnoticed = wanted.filter((removed) => !tryWithout(removed))
  console.log(`${(wanted.length - unnoticed.length).toString()} of ${wanted.length.toString()} removals noticed`)
  process.exitCode = unnoticed.length === 0 ? 0 : 1
} finally {
  rmSync(copy, { recursive: true, force: true })
}
