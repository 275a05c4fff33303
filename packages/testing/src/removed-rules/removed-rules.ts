/** One line of a rule that is taken away, and a test that must notice. */
export type RemovedRule = Readonly<{
  rule: string
  /** From the root of the repository. */
  file: string
  line: string
  instead: string
  project: string
  /** Which test files to run; part of a path. */
  tests: string
  /** What the test is called that fails. */
  noticedBy: string
}>

const core = (path: string) => `packages/core/src/${path}`
const onMemory = { project: '@boztell/memory', tests: 'memory-scenarios' }
const onPostgres = { project: '@boztell/postgres', tests: 'postgres-scenarios' }

export const removedRules: readonly RemovedRule[] = [
  {
    rule: 'attribution: what a customer said has no user',
    file: core('attribution/attribute-message.ts'),
    line: 'userId === null ? attributeToCustomer(facts) : attributeToUser(userId, facts)',
    instead: 'attributeToUser(userId as UserId, facts)',
    project: '@boztell/core',
    tests: 'attribute-message',
    noticedBy: 'what a customer said has no user',
  },
  {
    rule: 'attribution: nobody sends in the name of somebody else',
    file: core('attribution/claimed-author.ts'),
    line: 'userId.toLowerCase() === viewer.id',
    instead: 'true',
    ...onMemory,
    noticedBy: 'in the name of somebody else',
  },
  {
    rule: 'attribution: an outgoing message needs a user',
    file: core('attribution/claimed-author.ts'),
    line: 'return err(userIdRequired())',
    instead: 'return ok(viewer.id)',
    ...onMemory,
    noticedBy: 'refuses a template without a sender and stores nothing',
  },
  {
    rule: 'attribution: the table refuses an outgoing message without a user',
    file: 'packages/postgres/migrations/0003-messages.ts',
    line: "check ((status = 'received') = (user_id is null))",
    instead: 'check (true)',
    project: '@boztell/postgres',
    tests: 'schema',
    noticedBy: 'without a user',
  },
  {
    rule: 'attribution: the table refuses another user',
    file: 'packages/postgres/migrations/0003-messages.ts',
    line: 'or old.user_id is distinct from new.user_id',
    instead: '',
    project: '@boztell/postgres',
    tests: 'schema',
    noticedBy: 'refuses another author',
  },
  {
    rule: 'dedupe: only messages that were new have effects',
    file: core('webhook/store-messages.ts'),
    line: '.filter(({ id }) => isAdded.has(id))',
    instead: '',
    ...onMemory,
    noticedBy: 'is one message and one unread',
  },
  {
    rule: 'dedupe: a message gets the same id whenever it comes',
    file: core('webhook/apply-items.ts'),
    line: 'derivedId(needs.digest, item.sentAt, number.phoneNumberId, item.waMessageId)',
    instead: 'needs.ids.newId(item.sentAt)',
    ...onMemory,
    noticedBy: 'is one message and one unread',
  },
  {
    rule: 'dedupe: an echo of our own message is no second one',
    file: core('webhook/apply-items.ts'),
    line: "(item.said.kind === 'echo' && ours.has(item.said.waMessageId))",
    instead: 'false',
    ...onMemory,
    noticedBy: 'an echo of what we sent',
  },
  {
    rule: 'identity: a new customer is looked for again under a lock',
    file: core('webhook/apply-items.ts'),
    line: 'yield* stores.leads.lockIdentities(',
    instead: 'yield* stores.leads.owners(',
    ...onPostgres,
    noticedBy: 'one lead, one room and 20 messages',
  },
  {
    rule: 'identity: nobody is answered at somebody else’s number',
    file: core('lead/customer-directory.ts'),
    line: '.reduce(withoutName, customer)',
    instead: '.reduce((same) => same, customer)',
    ...onMemory,
    noticedBy: 'an alias of somebody else is never taken from them',
  },
  {
    rule: 'window: it closes',
    file: core('message/service-window.ts'),
    line: 'windowExpiresAt !== null && now < windowExpiresAt',
    instead: 'windowExpiresAt !== null',
    ...onMemory,
    noticedBy: 'refuses everything but a template once 24 hours have passed',
  },
  {
    rule: 'window: it is looked at again before sending',
    file: core('delivery/prepare-messages.ts'),
    line: 'mayBeSent(message.content, room.windowExpiresAt, now)',
    instead: 'true',
    ...onMemory,
    noticedBy: 'does not send once the window has closed while the message waited',
  },
  {
    rule: 'visibility: an agent sees the rooms they take part in',
    file: core('room/can-see-room.ts'),
    line: 'participants.includes(user.id)',
    instead: 'true',
    ...onMemory,
    noticedBy: 'hides a room from an agent who takes no part in it',
  },
  {
    rule: 'visibility: sending needs sight',
    file: core('use-cases/messages/send-message.ts'),
    line: 'seen[index] === true',
    instead: 'true',
    ...onMemory,
    noticedBy: 'hides a room from an agent who takes no part in it',
  },
  {
    rule: 'sending: a repeated request sends nothing',
    file: core('use-cases/messages/send-message.ts'),
    line: 'messages.filter(({ id }) => ids.has(id))',
    instead: 'messages',
    ...onMemory,
    noticedBy: 'one that was sent before is answered as it is now',
  },
  {
    rule: 'visibility: a list has only what may be seen',
    file: 'packages/postgres/src/room-views.ts',
    line: '[visibleTo, assignedTo]',
    instead: '[assignedTo]',
    ...onPostgres,
    noticedBy: 'take part',
  },
  {
    rule: 'signature: a wrong one is refused',
    file: 'packages/whatsapp-cloud/src/webhook/verify-signature.ts',
    line: '.includes(true)',
    instead: '.includes(true) || true',
    project: '@boztell/whatsapp-cloud',
    tests: 'verify-signature',
    noticedBy: 'a signature is over the bytes',
  },
  {
    rule: 'signature: none is refused',
    file: 'packages/whatsapp-cloud/src/webhook/verify-signature.ts',
    line: 'if (hex === undefined) return false',
    instead: 'if (hex === undefined) return true',
    project: '@boztell/whatsapp-cloud',
    tests: 'verify-signature',
    noticedBy: 'a signature is needed',
  },
  {
    rule: 'signature: the server asks for it',
    file: 'apps/server/src/http/webhook-routes.ts',
    line: "!verifySignature(needs.appSecrets, c.req.header('x-hub-signature-256'), body)",
    instead: 'false',
    project: '@boztell/server',
    tests: 'webhook-edge',
    noticedBy: 'signature',
  },
  {
    rule: 'statuses: they never go back',
    file: core('message/message-status.ts'),
    line: 'statusRank[next] > statusRank[current] ? next : current',
    instead: 'statusRank[next] >= 0 ? next : current',
    project: '@boztell/core',
    tests: 'message-status',
    noticedBy: 'end at the highest seen',
  },
  {
    rule: 'delivery: what may have been sent is not sent again',
    file: core('use-cases/delivery/recover-stuck.ts'),
    line: "messages.filter(({ status }) => status === 'sending')",
    instead: 'messages.filter(() => false)',
    ...onMemory,
    noticedBy: 'a message that was being sent may be out',
  },
  {
    rule: 'delivery: nobody takes what somebody else has',
    file: 'packages/postgres/src/postgres-outbox.ts',
    line: 'head_since is not null and claimed_at is null',
    instead: 'head_since is not null',
    ...onPostgres,
    noticedBy: 'leaves a worker that still has time alone',
  },
  {
    rule: 'delivery: who was given up no longer decides',
    file: core('delivery/judge-answer.ts'),
    line: '(held ? markAccepted : markAcceptedLate)',
    instead: 'markAccepted',
    ...onMemory,
    noticedBy: 'an acceptance that comes after that of the retry leaves it its name',
  },
  {
    rule: 'delivery: a number that WhatsApp refuses sends nothing',
    file: core('delivery/number-state.ts'),
    line: 'if (state.pause !== null) return 0',
    instead: '',
    ...onMemory,
    noticedBy: 'keeps its queue and sends nothing but a probe now and then',
  },
  {
    rule: 'delivery: a customer gets no more than the pair may have',
    file: core('delivery/delivery-round.ts'),
    line: 'claims.filter((claim) => freeAt(claim) <= now)',
    instead: 'claims',
    ...onMemory,
    noticedBy: 'a customer gets 45 messages at once, then one in six seconds',
  },
]
