import type { NewFault } from '../faults/fault-book.ts'
import type { SimulatorOptions } from '../start-simulator.ts'
import type { PlayedMessage, StatusReport } from '../control/simulator-control.ts'
import type { NamedFile } from './message-arguments.ts'

/** What a command line asks for. */
export type Command = Readonly<
  | { kind: 'help' }
  | { kind: 'serve'; options: SimulatorOptions }
  | { kind: 'message'; simulator: string; from: string; message: PlayedMessage; file?: NamedFile }
  | { kind: 'echo'; simulator: string; to: string; message: PlayedMessage; file?: NamedFile }
  | { kind: 'status'; simulator: string; messageId: string; report: StatusReport }
  | { kind: 'fault'; simulator: string; fault: NewFault }
  | { kind: 'clear-faults'; simulator: string }
  | { kind: 'show'; simulator: string; what: 'messages' | 'webhooks' | 'requests' | 'customers' | 'faults' }
>

/** A command line that makes no sense; its message is for the person who typed it. */
export class UsageError extends Error {}
