import { openAsBlob } from 'node:fs'
import { createSimulatorControl, type PlayedMessage, type SimulatorControl } from '../control/simulator-control.ts'
import { startSimulator } from '../start-simulator.ts'
import type { WebhookDelivery } from '../webhooks/webhook-sender.ts'
import { type Command, UsageError } from './command.ts'
import { help } from './help.ts'

type Print = (line: string) => void

const describe = ({ url, attempts }: WebhookDelivery): string => {
  if (url === null) return 'no callback URL is set, so nobody was told'
  const last = attempts.at(-1)
  return last?.status === 200
    ? `${url} answered 200`
    : `${url} answered ${last?.status ?? `nothing (${last?.error ?? 'unknown'})`}; trying again`
}

const printDeliveries = (print: Print, deliveries: readonly WebhookDelivery[]): void => {
  for (const delivery of deliveries) print(`  ${describe(delivery)}`)
}

const latestMessage = async (control: SimulatorControl): Promise<string> => {
  const id = (await control.messages()).at(-1)?.id
  if (id === undefined) throw new UsageError('The business has sent no message yet.')
  return id
}

const serve = async (options: Parameters<typeof startSimulator>[0], print: Print): Promise<void> => {
  const { url, phoneNumberId, businessAccountId, token, appSecret, verifyToken, close } = await startSimulator(options)
  print(`The simulator answers at ${url}; open it to see the customer's phone.`)
  print(`  WHATSAPP_API_BASE_URL=${url}`)
  print(`  WHATSAPP_TOKEN=${token}`)
  print(`  WHATSAPP_PHONE_NUMBER_ID=${phoneNumberId}`)
  print(`  WHATSAPP_BUSINESS_ACCOUNT_ID=${businessAccountId}`)
  print(`  WHATSAPP_APP_SECRET=${appSecret}`)
  print(`  WHATSAPP_VERIFY_TOKEN=${verifyToken}`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await close()
}

const list = async (
  control: SimulatorControl,
  what: Extract<Command, { kind: 'show' }>['what'],
): Promise<readonly unknown[]> => {
  if (what === 'customers') return (await control.state()).customers
  return control[what]()
}

/** The message with its file, which the simulator gets first, as a stream. */
const withFile = async (
  control: SimulatorControl,
  { message, file }: Extract<Command, { kind: 'message' | 'echo' }>,
): Promise<PlayedMessage> => {
  if (file === undefined) return message
  const { path, ...facts } = file
  const { id } = await control.addMedia({ content: await openAsBlob(path), ...facts, from: 'customer' })
  return { ...message, content: { ...(message.content as object), id } }
}

const ask = async (command: Exclude<Command, { kind: 'help' | 'serve' }>, control: SimulatorControl, print: Print) => {
  if (command.kind === 'message') {
    const { messageId, deliveries } = await control.receive(command.from, await withFile(control, command))
    print(`${command.from} wrote ${messageId}`)
    printDeliveries(print, deliveries)
  } else if (command.kind === 'echo') {
    const { messageId, deliveries } = await control.echo(command.to, await withFile(control, command))
    print(`The business wrote ${messageId} from its phone`)
    printDeliveries(print, deliveries)
  } else if (command.kind === 'status') {
    const id = command.messageId === 'last' ? await latestMessage(control) : command.messageId
    const { deliveries } = await control.reportStatuses(id, command.report)
    print(`${id} is ${command.report.statuses.join(', then ')}`)
    printDeliveries(print, deliveries)
  } else if (command.kind === 'fault') {
    const { id, fault, times } = await control.addFault(command.fault)
    print(`Fault ${id}: ${fault.kind}, ${times === 1 ? 'once' : `${times} times`}`)
  } else if (command.kind === 'clear-faults') {
    await control.clearFaults()
    print('No faults any more')
  } else {
    for (const one of await list(control, command.what)) print(JSON.stringify(one))
  }
}

const isUnreachable = (error: unknown): boolean => error instanceof TypeError && error.message === 'fetch failed'

/** Does what a command asks; rejects with a `UsageError` when a person can do something about it. */
export const runCommand = async (command: Command, print: Print): Promise<void> => {
  if (command.kind === 'help') return print(help)
  if (command.kind === 'serve') return serve(command.options, print)
  try {
    await ask(command, createSimulatorControl(command.simulator), print)
    return undefined
  } catch (error) {
    if (!isUnreachable(error)) throw error
    throw new UsageError(
      `No simulator answers at ${command.simulator}. Start one with «pnpm start» or «pnpm simulate serve», or name another with --simulator.`,
    )
  }
}
