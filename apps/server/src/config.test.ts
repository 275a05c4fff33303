import { describe, expect, test } from 'vitest'
import { type Config, readConfig } from './config.ts'

type Environment = Readonly<Record<string, string>>
const config = (environment: Environment): Config => readConfig(environment)._unsafeUnwrap()
const problem = (environment: Environment): string => readConfig(environment)._unsafeUnwrapErr()

const whatsapp = {
  WHATSAPP_TOKEN: 'token',
  WHATSAPP_PHONE_NUMBER_ID: '1',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '2',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  WHATSAPP_APP_SECRET: 'secret',
}
const production = { NODE_ENV: 'production', DATABASE_URL: 'postgresql://db/boztell', ...whatsapp }

describe('The configuration', () => {
  test('needs nothing for a first run', () => {
    expect(config({})).toEqual({
      production: false,
      databaseUrl: null,
      databasePoolSize: 10,
      whatsapp: null,
      host: '127.0.0.1',
      port: 3000,
      dataDir: './data',
      mediaStorage: { directory: 'data/media' },
      mediaScanCommand: null,
      defaultCountry: 'ID',
      registration: 'approval',
      setupToken: null,
      corsOrigins: [],
      logLevel: 'info',
      logMessageContent: false,
      webhookRateLimit: null,
      webhookLogDays: 7,
      metricsToken: null,
      maxRate: 80,
      allowPrivateTargets: false,
      pushContact: 'mailto:push@example.com',
    })
  })

  test('takes what is empty for not set', () => {
    expect(config({ PORT: '', DATABASE_URL: ' ', CORS_ORIGINS: '' })).toEqual(config({}))
  })

  test('reads everything that is set', () => {
    expect(
      config({
        ...production,
        PORT: '80',
        WHATSAPP_APP_SECRET_PREVIOUS: 'older',
        WHATSAPP_API_BASE_URL: 'http://127.0.0.1:3001/',
        CORS_ORIGINS: 'https://a.example, https://b.example',
        DEFAULT_COUNTRY: 'BR',
      }),
    ).toMatchObject({
      production: true,
      host: '0.0.0.0',
      port: 80,
      databaseUrl: 'postgresql://db/boztell',
      whatsapp: { token: 'token', appSecrets: ['secret', 'older'], apiBaseUrl: 'http://127.0.0.1:3001' },
      corsOrigins: ['https://a.example', 'https://b.example'],
      defaultCountry: 'BR',
    })
  })

  test('names every problem at once, with an example, and no value', () => {
    const message = problem({
      PORT: '70000',
      REGISTRATION: 'open',
      WHATSAPP_TOKEN: 'hunter2',
      DATABASE_URL: 'mysql://x',
    })
    expect(message).toContain('7 settings')
    for (const name of ['PORT', 'REGISTRATION', 'DATABASE_URL', 'WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_APP_SECRET'])
      expect(message).toContain(`example: ${name}=`)
    expect(message).toContain('must be a whole number from 0 to 65535')
    expect(message).not.toContain('hunter2')
  })

  test('wants a database and WhatsApp in production', () => {
    const message = problem({ NODE_ENV: 'production' })
    expect(message).toContain('DATABASE_URL is required in production')
    expect(message).toContain('WHATSAPP_APP_SECRET is required in production')
    expect(config(production).production).toBe(true)
  })

  test('says which of the connection strings of Supabase to copy', () => {
    expect(problem({ SUPABASE_URL: 'https://abc.supabase.co' })).toContain('session pooler')
    expect(
      problem({ DATABASE_URL: 'postgresql://postgres.abc:pw@aws-0-x.pooler.supabase.com:6543/postgres' }),
    ).toContain('session pooler')
  })

  test('keeps media in a folder of the data unless told otherwise', () => {
    expect(config({ DATA_DIR: '/var/lib/boztell' }).mediaStorage).toEqual({ directory: '/var/lib/boztell/media' })
    expect(config({ MEDIA_STORAGE: '/srv/media' }).mediaStorage).toEqual({ directory: '/srv/media' })
  })

  test('reads where in S3 media lie, with the variables that Amazon named', () => {
    const amazon = { MEDIA_STORAGE: 's3://inbox', AWS_REGION: 'eu-central-1' }
    const s3 = {
      bucket: 'inbox',
      prefix: '',
      region: 'eu-central-1',
      endpoint: null,
      pathStyle: false,
      credentials: null,
    }
    expect(config(amazon).mediaStorage).toEqual({ s3 })

    const key = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }
    const minio = { MEDIA_STORAGE: 's3://inbox/boztell/media/', AWS_ENDPOINT_URL: 'http://127.0.0.1:9000/', ...key }
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' }
    const place = { prefix: 'boztell/media', region: 'us-east-1', endpoint: 'http://127.0.0.1:9000', pathStyle: true }
    expect(config(minio).mediaStorage).toEqual({ s3: { ...s3, ...place, credentials } })

    const session = { AWS_SESSION_TOKEN: 'token', AWS_S3_FORCE_PATH_STYLE: 'false' }
    const supabase = 'https://abc.storage.supabase.co/storage/v1/s3'
    expect(config({ ...minio, ...session, AWS_ENDPOINT_URL_S3: supabase }).mediaStorage).toMatchObject({
      s3: { endpoint: supabase, pathStyle: false, credentials: { sessionToken: 'token' } },
    })
  })

  test.for([
    [{ MEDIA_STORAGE: 'gs://inbox' }, 'MEDIA_STORAGE must be a directory, or s3://'],
    [{ MEDIA_STORAGE: 'https://s3.amazonaws.com/inbox' }, 'MEDIA_STORAGE must be a directory, or s3://'],
    [{ MEDIA_STORAGE: 's3://' }, 'MEDIA_STORAGE must be a directory, or s3://'],
    [{ MEDIA_STORAGE: 's3://inbox' }, 'AWS_REGION is required'],
    [
      { MEDIA_STORAGE: 's3://inbox', AWS_REGION: 'x', AWS_ACCESS_KEY_ID: 'id' },
      'AWS_SECRET_ACCESS_KEY is required where AWS_ACCESS_KEY_ID is set',
    ],
    [{ MEDIA_STORAGE: 's3://inbox', AWS_ENDPOINT_URL: '127.0.0.1:9000' }, 'AWS_ENDPOINT_URL must be an address'],
    [{ MEDIA_SCAN_COMMAND: 'clamdscan | logger' }, 'MEDIA_SCAN_COMMAND must be a program and its options'],
    [{ MEDIA_SCAN_COMMAND: 'scan "half' }, 'MEDIA_SCAN_COMMAND must be a program and its options'],
  ] as const)('refuses %j', ([environment, told]) => {
    expect(problem(environment)).toContain(told)
  })

  test("asks nothing of Amazon's variables where media lie in a folder", () => {
    expect(config({ AWS_ACCESS_KEY_ID: 'id' }).mediaStorage).toEqual({ directory: 'data/media' })
  })

  test('reads the words of the scanner', () => {
    expect(
      config({ MEDIA_SCAN_COMMAND: ` "/opt/my scanner/scan" --level 'very high' --fast ` }).mediaScanCommand,
    ).toEqual(['/opt/my scanner/scan', '--level', 'very high', '--fast'])
  })
})
