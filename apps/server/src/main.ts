import { mediaUsage, mediaVerifyCommand } from './commands/media-verify-command.ts'
import { migrateCommand } from './commands/migrate-command.ts'
import { withDatabase } from './commands/with-database.ts'
import { webhookFailuresCommand, webhookFailuresUsage } from './commands/webhook-failures-command.ts'
import { type Config, readConfig } from './config.ts'
import { collectAfterStart } from './garbage.ts'
import { createLogger } from './logger.ts'
import { runServer } from './run-server.ts'
import { welcome } from './welcome.ts'

const SHUTDOWN_LIMIT = 9_500

const write = (line: string) => process.stdout.write(`${line}\n`)

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const start = async (config: Config) => {
  const logger = createLogger({ level: config.logLevel, logMessageContent: config.logMessageContent })
  const stopped = Promise.withResolvers<void>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      stopped.resolve()
    })
  let stopping = false

  const server = await runServer(config, logger)
  collectAfterStart()
  write(welcome(server))
  await stopped.promise
  logger.info('stopping')
  setTimeout(() => fail('What was in hand did not end in time.'), SHUTDOWN_LIMIT).unref()
  await server.stop()
  logger.info('stopped')
}

const run = async ([command = 'start', ...rest]: readonly string[]) => {
  const config = readConfig(process.env).match((value) => value, fail)
  const logger = createLogger({ level: 'error', logMessageContent: false })
  switch (command) {
    case 'start':
      return start(config)
    case 'migrate':
      return write(await migrateCommand(config))
    case 'webhook-failures': {
      const { databaseUrl, whatsapp } = config
      if (databaseUrl === null || whatsapp === null) return fail('Set DATABASE_URL and the WHATSAPP_ credentials.')
      if (rest[0] !== 'list' && (rest[0] !== 'replay' || rest[1] === undefined)) return fail(webhookFailuresUsage)
      const done = await webhookFailuresCommand({ ...config, databaseUrl, whatsapp }, logger, rest, write)
      process.exitCode = done ? 0 : 1
      return
    }
    case 'media': {
      if (rest[0] !== 'verify' || rest.length > 1) return fail(mediaUsage)
      const show = process.stderr.isTTY ? (line: string) => void process.stderr.write(`\r\u001b[K${line}`) : null
      const isWhole = await withDatabase(config, (databaseUrl) =>
        mediaVerifyCommand({ ...config, databaseUrl }, { write, show }),
      )
      process.exitCode = isWhole ? 0 : 1
      return
    }
    default:
      return fail(
        `There is no command ${command}. There are: start | migrate | ${webhookFailuresUsage} | ${mediaUsage}`,
      )
  }
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
