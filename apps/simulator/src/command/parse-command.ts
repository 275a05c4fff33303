import { parseArgs } from 'node:util'
import * as v from 'valibot'
import type { PlayedMessage } from '../control/simulator-control.ts'
import { newFault } from '../faults/fault-book.ts'
import { type Command, UsageError } from './command.ts'
import { fileOf, messageFlags, messageOf, optionalValues } from './message-arguments.ts'

const text = ['from', 'user-id', 'name', 'username', 'reply-to', 'timestamp', 'copies', 'simulator'] as const
const faultText = [
  'code',
  'http-status',
  'retry-after',
  'ms',
  'rate',
  'after',
  'at',
  'times',
  'path',
  'details',
] as const
const serveText = ['port', 'host', 'callback', 'app-secret', 'verify-token', 'token'] as const
const switches = ['forwarded', 'referral', 'together', 'processed', 'help'] as const

const strings = [...text, ...faultText, ...serveText, ...messageFlags]
type Flags = Partial<Record<(typeof strings)[number], string>> & Partial<Record<(typeof switches)[number], boolean>>

/** What the parser can't read by itself: `--image` without a value, and a value that begins with a minus. */
const joined = (args: readonly string[]): string[] => {
  const [arg, next, ...rest] = args
  if (arg === undefined) return []
  const isOpen = arg.startsWith('--') && optionalValues.includes(arg.slice(2))
  if (isOpen && (next === undefined || next.startsWith('--'))) return [`${arg}=`, ...joined(args.slice(1))]
  if (arg.startsWith('--') && next !== undefined && /^-\d/.test(next)) return [`${arg}=${next}`, ...joined(rest)]
  return [arg, ...joined(args.slice(1))]
}

const optionTypes = (names: readonly string[], type: 'string' | 'boolean') =>
  names.map((name) => [name, { type }] as const)
const options = Object.fromEntries([...optionTypes(strings, 'string'), ...optionTypes(switches, 'boolean')])

const parse = (args: readonly string[]): Readonly<{ flags: Flags; words: string[] }> => {
  try {
    const { values, positionals } = parseArgs({ args: joined(args), allowPositionals: true, options })
    return { flags: { ...values }, words: positionals }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const number = (value: string | undefined, flag: string): number | undefined => {
  if (value === undefined) return undefined
  if (value === '' || Number.isNaN(Number(value))) throw new UsageError(`--${flag} takes a number.`)
  return Number(value)
}

const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const advertisement = {
  source_url: 'https://fb.me/simulated',
  source_id: '600000000000001',
  source_type: 'ad',
  headline: 'A simulated advertisement',
  body: 'Chat with us',
  media_type: 'image',
  image_url: 'https://example.com/ad.png',
  ctwa_clid: 'simulated-click',
}

const playedMessage = (flags: Flags, userId = flags['user-id']): PlayedMessage => {
  const customer = given({ name: flags.name, username: flags.username, userId })
  return {
    ...messageOf(flags),
    ...given({
      replyTo: flags['reply-to'],
      timestamp: number(flags.timestamp, 'timestamp'),
      copies: number(flags.copies, 'copies'),
      referral: flags.referral ? advertisement : undefined,
      context: flags.forwarded ? { forwarded: true } : undefined,
    }),
    ...(Object.keys(customer).length > 0 && { customer }),
  }
}

const messageCommand = (flags: Flags, simulator: string): Command => {
  const from = flags.from ?? flags['user-id']
  if (from === undefined)
    throw new UsageError('Say who writes: --from +6281234567890, or --user-id for a customer without a phone.')
  return { kind: 'message', simulator, from, message: playedMessage(flags), ...given({ file: fileOf(flags) }) }
}

const echoCommand = (flags: Flags, simulator: string): Command => {
  if (flags.to === undefined) throw new UsageError('Say whom the business writes to: --to +6281234567890.')
  return { kind: 'echo', simulator, to: flags.to, message: playedMessage(flags), ...given({ file: fileOf(flags) }) }
}

const statusCommand = ([messageId, ...statuses]: readonly string[], flags: Flags, simulator: string): Command => {
  if (messageId === undefined || statuses.length === 0) {
    throw new UsageError('Say which message and which statuses: pnpm simulate status last sent delivered read.')
  }
  const code = number(flags.code, 'code')
  const failure = code === undefined ? undefined : { code, ...given({ details: flags.details }) }
  const copies = number(flags.copies, 'copies')
  return {
    kind: 'status',
    simulator,
    messageId,
    report: { statuses, ...given({ together: flags.together, copies, failure }) },
  }
}

const faultCommand = ([kind]: readonly string[], flags: Flags, simulator: string): Command => {
  if (kind === 'clear') return { kind: 'clear-faults', simulator }
  const fault = v.safeParse(newFault, {
    match: given({ path: flags.path, to: flags.to, type: flags.type }),
    ...given({ times: number(flags.times, 'times') }),
    fault: {
      kind,
      ...given({
        code: number(flags.code, 'code'),
        httpStatus: number(flags['http-status'], 'http-status'),
        retryAfter: number(flags['retry-after'], 'retry-after'),
        ms: number(flags.ms, 'ms'),
        bytesPerSecond: number(flags.rate, 'rate'),
        afterBytes: number(flags.after, 'after'),
        location: flags.at,
        details: flags.details,
        processed: flags.processed,
      }),
    },
  })
  if (fault.success) return { kind: 'fault', simulator, fault: fault.output }
  throw new UsageError(fault.issues.map((issue) => `${v.getDotPath(issue) ?? 'fault'}: ${issue.message}`).join('; '))
}

const serveCommand = (flags: Flags): Command => ({
  kind: 'serve',
  options: {
    port: number(flags.port, 'port') ?? 3001,
    ...given({
      host: flags.host,
      callbackUrl: flags.callback,
      appSecret: flags['app-secret'],
      verifyToken: flags['verify-token'],
      token: flags.token,
    }),
  },
})

const shown = ['messages', 'webhooks', 'requests', 'customers', 'faults'] as const

const showCommand = ([what]: readonly string[], simulator: string): Command => {
  const known = shown.find((one) => one === what)
  if (!known) throw new UsageError(`Say what to show: ${shown.join(', ')}.`)
  return { kind: 'show', simulator, what: known }
}

/** Reads a command line; throws a `UsageError` that says what to write instead. */
export const parseCommand = (args: readonly string[]): Command => {
  const { flags, words } = parse(args)
  const [name, ...rest] = words
  const simulator = flags.simulator ?? 'http://127.0.0.1:3001'
  if (flags.help || name === undefined || name === 'help') return { kind: 'help' }
  if (name === 'message') return messageCommand(flags, simulator)
  if (name === 'echo') return echoCommand(flags, simulator)
  if (name === 'status') return statusCommand(rest, flags, simulator)
  if (name === 'fault') return faultCommand(rest, flags, simulator)
  if (name === 'show') return showCommand(rest, simulator)
  if (name === 'serve') return serveCommand(flags)
  throw new UsageError(`There is no command «${name}».`)
}
