import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

const logged = (logMessageContent: boolean, entry: object): string => {
  const lines: string[] = []
  createLogger({ level: 'info', logMessageContent, destination: { write: (line) => lines.push(line) } }).info(entry)
  return lines.join('')
}

test('logs no secret, however deep it lies', () => {
  const line = logged(true, { password: 'p4ss', request: { authorization: 'Bearer t0ken', user: { token: 't0ken' } } })
  expect(line).not.toMatch(/p4ss|t0ken/)
  expect(line).toContain('[redacted]')
})

test('logs what a message says only where that is wanted', () => {
  expect(logged(false, { message: { text: 'Halo' } })).not.toContain('Halo')
  expect(logged(true, { message: { text: 'Halo' } })).toContain('Halo')
})
