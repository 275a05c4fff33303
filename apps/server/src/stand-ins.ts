import { join } from 'node:path'
import { startEmbeddedPostgres } from '@boztell/postgres'
import type { RunningSimulator } from '@boztell/simulator'
import type { Config, WhatsAppConfig } from './config.ts'

/** What a first run has instead of a database and WhatsApp (D13). */
export type StandIns = Readonly<{
  databaseUrl: string
  whatsapp: WhatsAppConfig
  simulator: RunningSimulator | null
  embeddedPostgres: boolean
  stop: () => Promise<void>
}>

const SIMULATOR_PORT = 3001

export const embeddedPlace = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'postgres')

/** Starts what the configuration does not name; what it names is taken as it is. */
export const startStandIns = async (config: Config): Promise<StandIns> => {
  const postgres = config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: embeddedPlace(config) }) : null
  const databaseUrl = postgres?.connectionString ?? config.databaseUrl ?? ''
  try {
    const [whatsapp, simulator] = config.whatsapp ? [config.whatsapp, null] : await startSimulatorFor(config)
    return {
      databaseUrl,
      whatsapp,
      simulator,
      embeddedPostgres: postgres !== null,
      stop: async () => {
        await simulator?.close()
        await postgres?.stop()
      },
    }
  } catch (error) {
    await postgres?.stop()
    throw error
  }
}

const startSimulatorFor = async (config: Config): Promise<[WhatsAppConfig, RunningSimulator]> => {
  // A server on any free port is a test's: its simulator takes any as well.
  const port = config.port === 0 ? 0 : SIMULATOR_PORT
  // Where WhatsApp is the real one, it would only take memory.
  const { startSimulator } = await import('@boztell/simulator')
  try {
    const simulator = await startSimulator({ port })
    const { url: apiBaseUrl, token, phoneNumberId, businessAccountId, verifyToken, appSecret } = simulator
    const apiVersion = 'v26.0'
    const appSecrets = [appSecret]
    return [{ apiBaseUrl, apiVersion, token, phoneNumberId, businessAccountId, verifyToken, appSecrets }, simulator]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(
      `Port ${port}, which the WhatsApp simulator needs, is taken. Stop what uses it, or set the WHATSAPP_ credentials.`,
    )
  }
}
