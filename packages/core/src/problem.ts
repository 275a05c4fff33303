import { err, ok, type Result } from 'neverthrow'
import * as v from 'valibot'
import { validationFailed, type Problem, type ValidationFailed } from './errors.ts'

type Issue = v.BaseIssue<unknown>

/** What a person reads of valibot's issues: where (dotted, with indexes) and what is wrong there. */
export const problemsOf = (issues: readonly Issue[]): readonly Problem[] =>
  issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: messageOf(issue) }))

/** Parses what comes from outside; every problem is told, not only the first. */
export const parseWith = <T>(schema: v.GenericSchema<unknown, T>, input: unknown): Result<T, ValidationFailed> => {
  const parsed = v.safeParse(schema, input)
  return parsed.success ? ok(parsed.output) : err(validationFailed(...problemsOf(parsed.issues)))
}

/** valibot's own messages begin like this; what a schema says itself is better than anything said here. */
const isDefault = (issue: Issue): boolean => issue.message.startsWith('Invalid ')

const messageOf = (issue: Issue): string => {
  if (!isDefault(issue)) return issue.message
  if (isAboutKey(issue)) return issue.expected === 'never' ? 'is not known here' : 'is required'
  const known = messages[issue.type]
  return known ? known(issue) : `must be ${issue.expected ?? 'valid'}`
}

const isAboutKey = ({ path }: Issue): boolean => path?.at(-1)?.origin === 'key'

const messages: Readonly<Record<string, (issue: Issue) => string>> = {
  string: () => 'must be a string',
  number: () => 'must be a number',
  boolean: () => 'must be true or false',
  array: () => 'must be a list',
  object: () => 'must be an object',
  strict_object: () => 'must be an object',
  record: () => 'must be an object',
  variant: ({ expected }) => `must be ${alternatives(expected)}`,
  picklist: ({ expected }) => `must be ${alternatives(expected)}`,
  min_code_points: ({ requirement }) => `must have at least ${count(requirement, 'character')}`,
  max_code_points: ({ requirement }) => `must have at most ${count(requirement, 'character')}`,
  min_length: ({ requirement }) => `must have at least ${count(requirement, 'item')}`,
  max_length: ({ requirement }) => `must have at most ${count(requirement, 'item')}`,
  min_value: ({ requirement }) => `must be at least ${String(requirement)}`,
  max_value: ({ requirement }) => `must be at most ${String(requirement)}`,
  integer: () => 'must be a whole number',
  email: () => 'must be an e-mail address',
  url: () => 'must be a web address',
  uuid: () => 'must be a UUID',
  iso_date: () => 'must be a date such as 2026-12-25',
}

/** `("a" | "b")` → `"a" or "b"`. */
const alternatives = (expected: string | null): string =>
  (expected ?? 'valid').replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ')

const count = (requirement: unknown, what: string): string =>
  `${String(requirement)} ${what}${requirement === 1 ? '' : 's'}`
