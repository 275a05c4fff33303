import * as v from 'valibot'
import { isUserId } from '../identifiers.ts'

const fields = v.record(v.string(), v.unknown())
const milliseconds = v.pipe(v.number(), v.minValue(0))
const digits = v.pipe(v.string(), v.regex(/^\d+$/))
const userId = v.pipe(v.string(), v.check(isUserId, 'is not a business-scoped user id'))

/** A part of the settings; what is absent stays as it is. */
export const settingsChange = v.partial(
  v.strictObject({
    callbackUrl: v.nullable(v.pipe(v.string(), v.url())),
    appSecret: v.string(),
    verifyToken: v.string(),
    token: v.string(),
    tokenState: v.picklist(['valid', 'invalid', 'expired']),
    phoneNumberId: digits,
    businessAccountId: digits,
    displayPhoneNumber: v.string(),
    countryCode: digits,
    verifiedName: v.string(),
    autoStatuses: v.boolean(),
    autoRead: v.boolean(),
    statusDelaysMs: v.strictObject({ sent: milliseconds, delivered: milliseconds, read: milliseconds }),
    statusOrder: v.picklist(['natural', 'reversed']),
    retryDelaysMs: v.array(milliseconds),
    giveUpAfterMs: milliseconds,
    webhookTimeoutMs: milliseconds,
    allowedRecipients: v.nullable(v.array(digits)),
    closedWindow: v.picklist(['response', 'webhook']),
  }),
)

export const customerChanges = v.partial(
  v.strictObject({
    name: v.string(),
    username: v.nullable(v.string()),
    userId,
    parentUserId: v.nullable(userId),
    phoneHidden: v.boolean(),
    lastInboundAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
    marketingStopped: v.boolean(),
  }),
)

const sending = {
  copies: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
  signature: v.optional(v.picklist(['valid', 'invalid', 'none'])),
}

const message = {
  type: v.string(),
  content: v.optional(v.unknown()),
  id: v.optional(v.string()),
  timestamp: v.optional(v.number()),
  replyTo: v.optional(v.string()),
  context: v.optional(fields),
  referral: v.optional(fields),
  errorCode: v.optional(v.number()),
}

export const playedMessage = v.strictObject({ ...message, ...sending, customer: v.optional(customerChanges) })

export const batch = v.strictObject({
  messages: v.pipe(v.array(v.strictObject({ from: v.string(), ...message })), v.minLength(1)),
  entries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  changes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** False only builds the body. */
  send: v.optional(v.boolean(), true),
  ...sending,
})

export const rawWebhook = v.strictObject({ body: v.optional(v.unknown()), raw: v.optional(v.string()), ...sending })

export const userIdChange = v.strictObject({ userId: v.optional(userId), ...sending })

export const playedStatuses = v.strictObject({
  statuses: v.pipe(v.array(v.string()), v.minLength(1)),
  /** True reports them in one webhook, else one after the other, each when the one before was answered. */
  together: v.optional(v.boolean()),
  failure: v.optional(v.strictObject({ code: v.number(), details: v.optional(v.string()) })),
  ...sending,
})

const facts = {
  mimeType: v.string(),
  filename: v.optional(v.string()),
  /** Whose upload it is; a customer's lives 7 days. */
  from: v.optional(v.picklist(['business', 'customer']), 'business'),
}
export const mediaFacts = v.strictObject(facts)
export const newMedia = v.strictObject({ base64: v.string(), ...facts })

const templateStatus = v.picklist(['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'])
const templateCategory = v.picklist(['UTILITY', 'MARKETING', 'AUTHENTICATION'])
const templateQuality = v.picklist(['GREEN', 'YELLOW', 'RED', 'UNKNOWN'])
const templateComponents = v.array(v.looseObject({ type: v.picklist(['HEADER', 'BODY', 'FOOTER', 'BUTTONS']) }))

export const newTemplate = v.strictObject({
  id: v.optional(digits),
  name: v.string(),
  language: v.string(),
  status: v.optional(templateStatus, 'APPROVED'),
  category: v.optional(templateCategory, 'UTILITY'),
  parameter_format: v.optional(v.picklist(['POSITIONAL', 'NAMED']), 'POSITIONAL'),
  components: templateComponents,
  quality_score: v.optional(v.strictObject({ score: templateQuality })),
  rejected_reason: v.optional(v.string()),
})

/** What WhatsApp changes about a template; each change is told by a webhook of its own. */
export const templateChanges = v.strictObject({
  status: v.optional(templateStatus),
  /** Why, in the webhook of the status. */
  reason: v.optional(v.string()),
  category: v.optional(templateCategory),
  quality: v.optional(templateQuality),
  components: v.optional(templateComponents),
  ...sending,
})

export const preference = v.strictObject({ value: v.picklist(['stop', 'resume', 'signup']), ...sending })
