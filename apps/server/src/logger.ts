import { type DestinationStream, type Logger, pino } from 'pino'

/** What must not be read in a log, wherever an object has it (D14). */
const secrets = [
  'password',
  'current_password',
  'passwordHash',
  'token',
  'tokenHash',
  'setup_token',
  'authorization',
  'signature',
  'appSecrets',
  'verifyToken',
  'connectionString',
  'databaseUrl',
]
const contents = ['text', 'body', 'caption', 'content', 'content_text']

const anywhere = (names: readonly string[]) => names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

type Options = Readonly<{ level: string; logMessageContent: boolean; destination?: DestinationStream }>

/** Structured logs, one JSON object a line; message contents only where `LOG_MESSAGE_CONTENT` says so. */
export const createLogger = ({ level, logMessageContent, destination }: Options): Logger =>
  pino(
    {
      level,
      base: { service: 'boztell' },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: anywhere([...secrets, ...(logMessageContent ? [] : contents)]), censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  )
