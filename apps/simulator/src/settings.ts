/** How long after the acceptance of a message each status is sent, in milliseconds. */
export type StatusDelays = Readonly<{ sent: number; delivered: number; read: number }>

/** What the simulator can be told, at its start or later by `control.configure`. */
export type Settings = {
  /** Where webhooks go; while it is null they are logged as skipped. */
  callbackUrl: string | null
  /** The secret that signs webhooks. */
  appSecret: string
  /** What the subscription handshake presents as `hub.verify_token`. */
  verifyToken: string
  /** The bearer token that the Graph endpoints accept. */
  token: string
  /** `invalid` and `expired` make every token fail with code 190. */
  tokenState: 'valid' | 'invalid' | 'expired'
  phoneNumberId: string
  businessAccountId: string
  /** The business's number in international form; its digits stand in every webhook's metadata. */
  displayPhoneNumber: string
  /** Prepended to a `to` that has neither a `+` nor this prefix. */
  countryCode: string
  verifiedName: string
  /** Whether an accepted message gets its statuses by itself. */
  autoStatuses: boolean
  /** Whether `read` follows `delivered` by itself. */
  autoRead: boolean
  statusDelaysMs: StatusDelays
  /** `reversed` sends read first and sent last. */
  statusOrder: 'natural' | 'reversed'
  /** Waits before each retry of a webhook that got no 200; the last one repeats until `giveUpAfterMs`. */
  retryDelaysMs: readonly number[]
  giveUpAfterMs: number
  /** How long a webhook may wait for its answer. */
  webhookTimeoutMs: number
  /** Digits of the only phones that may be written to, as for a test number; null means everyone (else 131030). */
  allowedRecipients: readonly string[] | null
  /** Whether a closed service window (131047) is refused at once or reported by a failed status. */
  closedWindow: 'response' | 'webhook'
}

export const defaultSettings: Settings = {
  callbackUrl: null,
  appSecret: 'simulator-app-secret',
  verifyToken: 'simulator-verify-token',
  token: 'simulator-token',
  tokenState: 'valid',
  phoneNumberId: '100000000000001',
  businessAccountId: '200000000000001',
  displayPhoneNumber: '+62 811-0000-0001',
  countryCode: '62',
  verifiedName: 'Boztell Demo',
  autoStatuses: true,
  autoRead: true,
  statusDelaysMs: { sent: 100, delivered: 300, read: 800 },
  statusOrder: 'natural',
  retryDelaysMs: [0, 250, 500, 1000, 2000, 5000, 10_000, 30_000],
  giveUpAfterMs: 7 * 24 * 60 * 60 * 1000,
  webhookTimeoutMs: 10_000,
  allowedRecipients: null,
  closedWindow: 'response',
}

/** The digits of the business's number, as webhooks carry it. */
export const businessDigits = (settings: Settings): string => settings.displayPhoneNumber.replace(/\D/g, '')
