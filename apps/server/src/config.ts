import type { CountryCode } from '@boztell/core'
import { err, ok, type Result } from 'neverthrow'
import * as v from 'valibot'
import { examples, type Variables, variables } from './environment-variables.ts'
import { type MediaStorageConfig, missingForS3, readMediaStorage } from './media-storage-config.ts'

export type WhatsAppConfig = Readonly<{
  token: string
  phoneNumberId: string
  businessAccountId: string
  verifyToken: string
  /** The current one, then the previous one while it is being replaced. */
  appSecrets: readonly string[]
  /** Without the version, without a slash at the end. */
  apiBaseUrl: string
  apiVersion: string
}>

export type Config = Readonly<{
  production: boolean
  /** null: a PostgreSQL of our own is started (D13). */
  databaseUrl: string | null
  databasePoolSize: number
  /** null: the simulator is started (D13). */
  whatsapp: WhatsAppConfig | null
  host: string
  port: number
  dataDir: string
  mediaStorage: MediaStorageConfig
  /** The program that sees every file, and its options; null: none. */
  mediaScanCommand: readonly string[] | null
  defaultCountry: CountryCode
  registration: 'approval' | 'closed'
  setupToken: string | null
  corsOrigins: readonly string[]
  logLevel: string
  logMessageContent: boolean
  /** Well-signed webhooks a minute; null: as many as come. */
  webhookRateLimit: number | null
  webhookLogDays: number
  /** What /metrics asks for; null: nothing. */
  metricsToken: string | null
  /** Messages a second that a number may send. */
  maxRate: number
  /** Also calls what users named when it is this machine or its network. */
  allowPrivateTargets: boolean
  /** Whom push services may write to: `mailto:` or `https:`. */
  pushContact: string
}>

export type Finding = Readonly<{ name: keyof Variables; problem: string }>

/** Parses the environment; the error is one text for people that names every problem. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): Result<Config, string> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const parsed = v.safeParse(variables, given)
  const findings = [
    ...(parsed.issues ?? []).map((issue): Finding => ({
      name: issue.path?.[0]?.key as keyof Variables,
      problem: issue.message,
    })),
    ...missing(given),
    ...missingForS3(given),
  ]
  return parsed.success && findings.length === 0 ? ok(toConfig(parsed.output)) : err(explain(findings))
}

const credentials = [
  'WHATSAPP_TOKEN',
  'WHATSAPP_PHONE_NUMBER_ID',
  'WHATSAPP_BUSINESS_ACCOUNT_ID',
  'WHATSAPP_VERIFY_TOKEN',
  'WHATSAPP_APP_SECRET',
] as const

/** What is required because of something else. */
const missing = (given: Readonly<Record<string, string | undefined>>): readonly Finding[] => {
  const production = given['NODE_ENV'] === 'production'
  const inPart = credentials.some((name) => given[name] !== undefined)
  const reason = production ? 'is required in production' : 'is required where other WHATSAPP_ credentials are set'
  return [
    ...(given['DATABASE_URL'] === undefined ? missingDatabase(production, given['SUPABASE_URL'] !== undefined) : []),
    ...(production || inPart ? credentials : [])
      .filter((name) => given[name] === undefined)
      .map((name) => ({ name, problem: reason })),
  ]
}

const missingDatabase = (production: boolean, supabase: boolean): readonly Finding[] => {
  if (supabase)
    return [
      {
        name: 'DATABASE_URL',
        problem:
          'is required with SUPABASE_URL: in the Supabase dashboard press Connect and copy the connection string of the' +
          ' session pooler (port 5432, host …pooler.supabase.com), with your database password in it',
      },
    ]
  return production ? [{ name: 'DATABASE_URL', problem: 'is required in production' }] : []
}

const explain = (findings: readonly Finding[]): string =>
  [
    `Boztell can't start: ${findings.length === 1 ? 'a setting is' : `${findings.length} settings are`} wrong or missing.`,
    '',
    ...findings.map(({ name, problem }) => `  ${name} ${problem}\n      example: ${name}=${examples[name]}`),
  ].join('\n')

const toConfig = (given: Variables): Config => {
  const production = given.NODE_ENV === 'production'
  return {
    production,
    databaseUrl: given.DATABASE_URL ?? null,
    databasePoolSize: given.DATABASE_POOL_SIZE,
    whatsapp: toWhatsApp(given),
    host: given.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: given.PORT,
    dataDir: given.DATA_DIR,
    mediaStorage: readMediaStorage(given),
    mediaScanCommand: given.MEDIA_SCAN_COMMAND ?? null,
    defaultCountry: given.DEFAULT_COUNTRY,
    registration: given.REGISTRATION,
    setupToken: given.SETUP_TOKEN ?? null,
    corsOrigins: given.CORS_ORIGINS,
    logLevel: given.LOG_LEVEL,
    logMessageContent: given.LOG_MESSAGE_CONTENT,
    webhookRateLimit: given.WEBHOOK_RATE_LIMIT ?? null,
    webhookLogDays: given.WEBHOOK_LOG_DAYS,
    metricsToken: given.METRICS_TOKEN ?? null,
    maxRate: given.WHATSAPP_MAX_MPS,
    allowPrivateTargets: given.ALLOW_PRIVATE_WEBHOOK_TARGETS,
    pushContact: given.PUSH_CONTACT,
  }
}

const toWhatsApp = (given: Variables): WhatsAppConfig | null => {
  const { WHATSAPP_TOKEN: token, WHATSAPP_VERIFY_TOKEN: verifyToken, WHATSAPP_APP_SECRET: secret } = given
  const { WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, WHATSAPP_BUSINESS_ACCOUNT_ID: businessAccountId } = given
  if (!token || !verifyToken || !secret || !phoneNumberId || !businessAccountId) return null
  return {
    token,
    phoneNumberId,
    businessAccountId,
    verifyToken,
    appSecrets: [secret, ...(given.WHATSAPP_APP_SECRET_PREVIOUS ? [given.WHATSAPP_APP_SECRET_PREVIOUS] : [])],
    apiBaseUrl: given.WHATSAPP_API_BASE_URL,
    apiVersion: given.WHATSAPP_API_VERSION,
  }
}
