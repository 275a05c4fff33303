import { type CountryCode, isCountryCode } from '@boztell/core'
import * as v from 'valibot'

// Everything that can be set, parsed once, at the start. What is empty counts as not set.

const text = v.optional(v.string())
const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, message),
    v.transform(Number),
    v.check((number) => number >= from && number <= to, message),
  )
}
const yesOrNo = v.pipe(
  v.picklist(['true', 'false'], 'must be true or false'),
  v.transform((word) => word === 'true'),
)
const digits = v.pipe(v.string(), v.regex(/^\d{1,32}$/, 'must be digits'))
const httpUrl = v.pipe(
  v.string(),
  v.check((url) => /^https?:$/.test(protocolOf(url)), 'must be an address that begins with https:// or http://'),
  v.transform((url) => url.replace(/\/+$/, '')),
)
const origin = v.pipe(
  v.string(),
  v.check((url) => URL.canParse(url) && new URL(url).origin === url, 'must be origins separated by commas'),
)
const protocolOf = (url: string): string => (URL.canParse(url) ? new URL(url).protocol : '')

const databaseUrl = v.pipe(
  v.string(),
  v.check((url) => /^postgres(ql)?:$/.test(protocolOf(url)), 'must be a postgresql:// connection string'),
  v.check(
    (url) => !/^postgres.*\.pooler\.supabase\.com:6543\b/.test(url),
    "is Supabase's transaction pooler, which keeps no session: copy the session pooler's (port 5432)",
  ),
)

/** A directory, or where in S3: other schemes are a mistake and not the name of a folder. */
const mediaStorage = v.pipe(
  v.string(),
  v.check(
    (place) => !/^[\w+.-]+:\/\//.test(place) || /^s3:\/\/[\w.-]+(\/[a-z0-9._-]+)*\/?$/i.test(place),
    'must be a directory, or s3://bucket or s3://bucket/prefix',
  ),
)
/** As a shell reads words, but without one: quotes hold a word together, and nothing else has a meaning. */
const program = v.pipe(
  v.string(),
  v.regex(
    /^\s*(("[^"]*"|'[^']*'|[^\s"'|&;<>$`]+)(\s+|$))+$/,
    'must be a program and its options, separated by spaces; it is run without a shell, which could read pipes and variables',
  ),
  v.transform((command) =>
    [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((word) => word[1] ?? word[2] ?? word[3] ?? ''),
  ),
)

export const variables = v.object({
  NODE_ENV: text,
  DATABASE_URL: v.optional(databaseUrl),
  DATABASE_POOL_SIZE: v.optional(wholeNumber(2, 200), '10'),
  SUPABASE_URL: text,
  WHATSAPP_TOKEN: text,
  WHATSAPP_PHONE_NUMBER_ID: v.optional(digits),
  WHATSAPP_BUSINESS_ACCOUNT_ID: v.optional(digits),
  WHATSAPP_VERIFY_TOKEN: text,
  WHATSAPP_APP_SECRET: text,
  WHATSAPP_APP_SECRET_PREVIOUS: text,
  WHATSAPP_API_BASE_URL: v.optional(httpUrl, 'https://graph.facebook.com'),
  WHATSAPP_API_VERSION: v.optional(v.pipe(v.string(), v.regex(/^v\d+\.\d+$/, 'must be a version')), 'v26.0'),
  WHATSAPP_MAX_MPS: v.optional(wholeNumber(1, 10_000), '80'),
  HOST: text,
  PORT: v.optional(wholeNumber(0, 65_535), '3000'),
  DATA_DIR: v.optional(v.string(), './data'),
  DEFAULT_COUNTRY: v.optional(
    v.custom<CountryCode>((value) => isCountryCode(String(value)), 'must be a country code'),
    'ID',
  ),
  REGISTRATION: v.optional(v.picklist(['approval', 'closed'], 'must be approval or closed'), 'approval'),
  SETUP_TOKEN: v.optional(v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters'))),
  CORS_ORIGINS: v.optional(
    v.pipe(
      v.string(),
      v.transform((list) => list.split(',').flatMap((one) => one.trim() || [])),
      v.array(origin),
    ),
    '',
  ),
  LOG_LEVEL: v.optional(
    v.picklist(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a level of the log'),
    'info',
  ),
  LOG_MESSAGE_CONTENT: v.optional(yesOrNo, 'false'),
  METRICS_TOKEN: text,
  WEBHOOK_RATE_LIMIT: v.optional(wholeNumber(1, 1_000_000)),
  WEBHOOK_LOG_DAYS: v.optional(wholeNumber(1, 365), '7'),
  MEDIA_STORAGE: v.optional(mediaStorage),
  MEDIA_SCAN_COMMAND: v.optional(program),
  AWS_REGION: text,
  AWS_DEFAULT_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: text,
  AWS_ENDPOINT_URL: v.optional(httpUrl),
  AWS_ENDPOINT_URL_S3: v.optional(httpUrl),
  AWS_S3_FORCE_PATH_STYLE: v.optional(yesOrNo),
  ALLOW_PRIVATE_WEBHOOK_TARGETS: v.optional(yesOrNo, 'false'),
  PUSH_CONTACT: v.optional(
    v.pipe(v.string(), v.regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must begin with mailto: or https://')),
    'mailto:push@example.com',
  ),
})
export type Variables = v.InferOutput<typeof variables>

/** What a right value looks like. */
export const examples: Readonly<Record<keyof Variables, string>> = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://boztell:password@localhost:5432/boztell',
  DATABASE_POOL_SIZE: '10',
  SUPABASE_URL: 'https://abcdefgh.supabase.co',
  WHATSAPP_TOKEN: 'EAAG…, the token of a system user',
  WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
  WHATSAPP_VERIFY_TOKEN: 'a word of yours, entered at Meta too',
  WHATSAPP_APP_SECRET: "the 32 characters of the app's basic settings",
  WHATSAPP_APP_SECRET_PREVIOUS: 'the secret that the other one replaces',
  WHATSAPP_API_BASE_URL: 'https://graph.facebook.com',
  WHATSAPP_API_VERSION: 'v26.0',
  WHATSAPP_MAX_MPS: '80',
  HOST: '127.0.0.1',
  PORT: '3000',
  DATA_DIR: './data',
  DEFAULT_COUNTRY: 'ID',
  REGISTRATION: 'approval',
  SETUP_TOKEN: '16 characters or more that nobody guesses',
  CORS_ORIGINS: 'https://inbox.example.com,https://admin.example.com',
  LOG_LEVEL: 'info',
  LOG_MESSAGE_CONTENT: 'false',
  METRICS_TOKEN: 'a word that the collector shows',
  WEBHOOK_RATE_LIMIT: '6000',
  WEBHOOK_LOG_DAYS: '7',
  MEDIA_STORAGE: './data/media',
  MEDIA_SCAN_COMMAND: 'clamdscan --no-summary --fdpass',
  AWS_REGION: 'eu-central-1',
  AWS_DEFAULT_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'the secret that belongs to the id',
  AWS_SESSION_TOKEN: 'what comes with credentials that expire',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9000',
  AWS_ENDPOINT_URL_S3: 'https://abcdefgh.storage.supabase.co/storage/v1/s3',
  AWS_S3_FORCE_PATH_STYLE: 'true',
  ALLOW_PRIVATE_WEBHOOK_TARGETS: 'false',
  PUSH_CONTACT: 'mailto:operations@your-business.com',
}
