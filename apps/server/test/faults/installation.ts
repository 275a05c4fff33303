import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, type DatabaseHandle } from '@boztell/postgres'
import { createSimulatorControl, type SimulatorControl } from '@boztell/simulator'
import { expect, onTestFinished, vi } from 'vitest'
import { openDatabaseLine, type DatabaseLine } from '../database-line.ts'
import { inboxOf } from '../inbox.ts'
import { addPerson, type Person, registerAdmin } from '../people.ts'
import { APP_SECRET, BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID } from '../post-webhook.ts'
import { runFile } from '../server-process.ts'
import { meetCustomer, openRoom } from './customers.ts'
import { type Customer, emptyLedger, type Ledger } from './ledger.ts'
import type { MortalPostgres } from './mortal-postgres.ts'
import { makeServerSeat, type ServerSeat } from './server-seat.ts'

/** All that a scenario lets break: servers, their database and the line to it, and WhatsApp. */
export type Installation = Readonly<{
  seats: readonly ServerSeat[]
  /** The first, which gets the webhooks of the simulator. */
  seat: ServerSeat
  line: DatabaseLine
  /** Kills PostgreSQL, and brings it back after `rest`. */
  crashDatabase: (rest: () => Promise<unknown>) => Promise<void>
  /** Goes straight to the database, past the line. */
  inDatabase: <T>(work: (database: DatabaseHandle) => Promise<T>) => Promise<T>
  simulator: SimulatorControl
  /** Where the files of all servers lie. */
  dataDir: string
  /** An admin and two supervisors, who all see every room. */
  people: readonly Person[]
  customers: readonly Customer[]
  /** The room of each customer, who writes now, so that anything may be sent to them. */
  openRooms: () => Promise<readonly string[]>
  ledger: Ledger
}>

/** What a server must know of the simulator, but for where it is. */
export const ofSimulator = {
  WHATSAPP_TOKEN: 'simulator-token',
  WHATSAPP_PHONE_NUMBER_ID: PHONE_NUMBER_ID,
  WHATSAPP_BUSINESS_ACCOUNT_ID: BUSINESS_ACCOUNT_ID,
  WHATSAPP_VERIFY_TOKEN: 'simulator-verify-token',
  WHATSAPP_APP_SECRET: APP_SECRET,
}

const CUSTOMERS = 30
const LIMIT = { timeout: 30_000, interval: 50 }

export const startInstallation = async (postgres: MortalPostgres, servers: number): Promise<Installation> => {
  const name = await postgres.makeDatabase()
  const line = await openDatabaseLine(postgres.addressOf(name))
  onTestFinished(line.close)
  const dataDir = mkdtempSync(join(tmpdir(), 'boztell-data-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  // Killed in the end, it would leave its files.
  const { simulator, simulatorUrl } = await startSimulatorProcess({ TMPDIR: dataDir })
  const environment = {
    DATA_DIR: dataDir,
    DATABASE_URL: line.connectionString,
    ...ofSimulator,
    WHATSAPP_API_BASE_URL: simulatorUrl,
    WHATSAPP_MAX_MPS: '1000',
  }
  const seats = await Promise.all(Array.from({ length: servers }, () => makeServerSeat(environment)))
  const [seat] = seats
  if (seat === undefined) throw new Error('an installation has one server at least')
  await Promise.all(seats.map(({ start }) => start()))
  await simulator.configure({
    callbackUrl: `${seat.url}/webhook/whatsapp`,
    statusDelaysMs: { sent: 5, delivered: 20, read: 40 },
    retryDelaysMs: [50, 100, 200, 400],
  })
  const admin = await registerAdmin(seat)
  const supervisors = await Promise.all([1, 2].map(() => addPerson(seat, admin, 'supervisor')))
  const people = [admin, ...supervisors]
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => meetCustomer(simulator)))
  const ledger = emptyLedger()
  return {
    seats,
    seat,
    line,
    crashDatabase: async (rest) => {
      await postgres.kill()
      await rest()
      await postgres.restart()
      line.redirect(postgres.addressOf(name))
    },
    inDatabase: async (work) => {
      const database = createDatabase({ connectionString: postgres.addressOf(name), poolSize: 1 })
      return work(database).finally(database.close)
    },
    simulator,
    dataDir,
    people,
    customers,
    openRooms: () =>
      Promise.all(customers.map((customer) => openRoom(simulator, inboxOf(seat, admin), customer, ledger))),
    ledger,
  }
}

export const startSimulatorProcess = async (
  environment: Readonly<Record<string, string>> = {},
): Promise<Readonly<{ simulator: SimulatorControl; simulatorUrl: string }>> => {
  const run = runFile('apps/simulator/src/simulate.ts', ['serve', '--port', '0'], environment)
  const simulatorUrl = await vi.waitFor(() => {
    const [, url = ''] = /WHATSAPP_API_BASE_URL=(\S+)/.exec(run.output()) ?? []
    expect(url, run.output()).not.toBe('')
    return url
  }, LIMIT)
  return { simulator: createSimulatorControl(simulatorUrl), simulatorUrl }
}
