import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { type Clock, systemClock } from './clock.ts'
import { controlRoutes } from './control/control-routes.ts'
import { createSimulatorControl, type SimulatorControl } from './control/simulator-control.ts'
import { graphApp } from './graph/graph-app.ts'
import { phonePage } from './phone-page/phone-page.ts'
import { createSimulator } from './simulator.ts'
import type { Settings } from './settings.ts'

/** How a simulator starts: its settings, all optional, and where it listens. */
export type SimulatorOptions = Partial<Settings> &
  Readonly<{
    /** 0, the default, takes a free port. */
    port?: number
    /** 127.0.0.1 by default: the control API asks for no password. */
    host?: string
    clock?: Clock
  }>

/** A simulator that listens. */
export type RunningSimulator = Readonly<{
  /** Without a slash at the end; stands in for `https://graph.facebook.com`. */
  url: string
  phoneNumberId: string
  businessAccountId: string
  token: string
  appSecret: string
  verifyToken: string
  control: SimulatorControl
  /** Ends every connection, wait and retry. */
  close: () => Promise<void>
}>

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

/** Starts a server that stands in for the WhatsApp Cloud API; rejects when the port is taken. */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<RunningSimulator> => {
  const { port = 0, host = '127.0.0.1', clock = systemClock, ...settings } = options
  let url = ''
  const simulator = createSimulator(settings, clock, () => url)
  const app = graphApp(simulator)
    .get('/', (c) => c.html(phonePage()))
    .route('/control', controlRoutes(simulator))
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  url = `http://${host}:${await listen(server, port, host)}`
  const { phoneNumberId, businessAccountId, token, appSecret, verifyToken } = simulator.settings
  return {
    url,
    phoneNumberId,
    businessAccountId,
    token,
    appSecret,
    verifyToken,
    control: createSimulatorControl(url),
    close: () => {
      simulator.statuses.stop()
      simulator.webhooks.stop()
      return new Promise((resolve) => {
        server.close(() => {
          simulator.media.clear()
          resolve()
        })
        server.closeAllConnections()
      })
    },
  }
}
