import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { Answer, Sending } from '../../delivery/answer.ts'
import { deliveryRound, type Round, type RoundNeeds } from '../../delivery/delivery-round.ts'
import type { MissingUpload } from '../../delivery/find-uploads.ts'
import { type NumberEvent, numberEvents } from '../../delivery/number-events.ts'
import { makeFileUploads, type UploadNeeds } from '../../delivery/upload-files.ts'
import type { Unavailable } from '../../errors.ts'
import type { Instant } from '../../instant.ts'
import type { MessageId } from '../../message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MessageChannel, OutgoingMessage } from '../../ports/message-channel.ts'
import type { Claim, ClaimId } from '../../ports/outbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { CLAIM_LIFETIME } from './recover-stuck.ts'

/** What somebody should hear of. */
export type DeliveryNews =
  | NumberEvent
  /** A message that hurts whoever touches it is left alone, so that the others go out. */
  | Readonly<{ type: 'bug'; messageId: MessageId; bug: unknown }>

type Needs = RoundNeeds &
  UploadNeeds &
  Readonly<{
    unitOfWork: UnitOfWork
    channel: Pick<MessageChannel, 'send'>
    clock: Clock
    /** Requests in flight at most; 256 unless given. */
    atOnce?: number
    onNews?: (news: DeliveryNews) => void
  }>

export type DeliverMessagesCommand = Readonly<{
  /** Asked before anything is claimed: from then on only what is in flight is brought to its end. */
  isStopping?: () => boolean
  /** Resolves when something new may be due, at `until` at the latest (null: whenever it likes). Without it only answers count. */
  news?: (until: Instant | null) => Promise<unknown>
}>

/**
 * Delivers what waits, each room's messages in order and one at a time, many rooms at once (D6), until nothing is due or in flight.
 * Answers when something will be due; null if nobody knows. After an error what is in flight goes on and what was answered is kept in
 * memory: call again.
 */
export type DeliverMessages = (command?: DeliverMessagesCommand) => ResultAsync<Instant | null, Unavailable>

const AT_ONCE = 256
/** What was claimed longer ago is not sent: `recoverStuck` might find the claim while WhatsApp is being asked. */
const SEND_WITHIN = CLAIM_LIFETIME / 2
/** How long an upload runs before its claim is made to last longer. */
const RENEW_AFTER = CLAIM_LIFETIME / 4

export const makeDeliverMessages = (needs: Needs): DeliverMessages => {
  const { unitOfWork, channel, clock, atOnce = AT_ONCE, onNews = () => {} } = needs
  const inFlight = new Map<ClaimId, Promise<void>>()
  /** Those of them that are uploads, which may take minutes. */
  const uploading = new Set<ClaimId>()
  const files = makeFileUploads(needs)
  let isEnding = () => false
  /** What came and is not stored yet. */
  let answers: readonly Answer[] = []
  let answered = Promise.withResolvers<void>()

  const keep = (answer: Answer) => {
    inFlight.delete(answer.claim.id)
    uploading.delete(answer.claim.id)
    answers = [...answers, answer]
    answered.resolve()
  }

  const send = async (sending: Sending, outgoing: OutgoingMessage): Promise<void> => {
    try {
      const said = await channel.send(outgoing)
      keep({
        ...sending,
        said: said.match(
          (accepted) => ({ type: 'accepted', ...accepted }),
          (error) => error,
        ),
      })
    } catch (bug) {
      // Nobody knows how far it came.
      keep({ ...sending, said: { type: 'send_unconfirmed', reason: String(bug) } })
      onNews({ type: 'bug', messageId: sending.claim.messageId, bug })
    }
  }

  const upload = async (sending: Sending, file: MissingUpload): Promise<void> => {
    let keptAt = clock.now()
    const goOn = async () => {
      if (isEnding()) return false
      if (clock.now() - keptAt < RENEW_AFTER) return true
      keptAt = clock.now()
      const renewed = await unitOfWork.run(({ outbox }) => outbox.renew([sending.claim.id], keptAt))
      // Where it can't be kept, another may upload the file as well: nothing is sent twice.
      return renewed.match(
        () => true,
        () => true,
      )
    }
    try {
      const said = await files.upload(file, goOn)
      keep(isEnding() && said.type === 'send_refused' ? notBegun(sending.claim) : { ...sending, said })
    } catch (bug) {
      keep({ ...sending, said: { type: 'not_sent', error: uploadBug } })
      onNews({ type: 'bug', messageId: sending.claim.messageId, bug })
    }
  }

  type Part = Readonly<{ answers: readonly Answer[]; limit: number; except: ReadonlySet<MessageId> }>

  const work = async (
    part: Part,
    onClaimed: (claims: readonly Claim[]) => void,
  ): Promise<Result<Round, Unavailable>> => {
    const isIdle = inFlight.size === uploading.size
    let claimed: readonly Claim[] = []
    const noteClaimed = (claims: readonly Claim[]) => {
      claimed = claims
      onClaimed(claims)
    }
    const done = await unitOfWork.run((stores) =>
      deliveryRound(needs, stores, { ...part, isIdle, now: clock.now(), onClaimed: noteClaimed }),
    )
    if (done.isErr()) {
      // It may have been kept all the same, and only the word of it lost: what it claimed goes back, for it was not sent.
      answers = [...answers, ...claimed.map(notBegun)]
      return done
    }
    const { started, uploads, before, after } = done.value
    answers = [...answers.filter((answer) => !part.answers.includes(answer)), ...done.value.answers]
    files.forget(part.answers)
    const tooLate = clock.now() - SEND_WITHIN
    for (const { sending, outgoing } of started) {
      if (sending.claim.claimedAt < tooLate) {
        keep(notBegun(sending.claim))
        continue
      }
      // Later, so that not even an answer at once is there before the question.
      inFlight.set(
        sending.claim.id,
        Promise.resolve().then(() => send(sending, outgoing)),
      )
    }
    for (const { sending, file } of uploads) {
      uploading.add(sending.claim.id)
      inFlight.set(
        sending.claim.id,
        Promise.resolve().then(() => upload(sending, file)),
      )
    }
    numberEvents(before, after).forEach(onNews)
    return done
  }

  /** Everything at once, or, if a bug escapes that, one by one. */
  const round = async (limit: number, hurtful: Set<MessageId>): Promise<Result<Round, Unavailable>> => {
    answered = Promise.withResolvers()
    const part = { answers, limit, except: hurtful }
    try {
      return await work(part, () => {})
    } catch (bug) {
      if (part.answers.length === 0 && limit === 0) throw bug
      return apart(part, hurtful)
    }
  }

  /** What can't be done together is done apart, so that the one that hurts hurts nobody else. */
  const apart = async (part: Part, hurtful: Set<MessageId>): Promise<Result<Round, Unavailable>> => {
    for (const answer of part.answers) {
      try {
        const done = await work({ ...part, answers: [answer], limit: 0 }, () => {})
        if (done.isErr()) return done
      } catch (bug) {
        // Its claim stays until `recoverStuck` finds it, for nobody can say what became of the message.
        answers = answers.filter((other) => other !== answer)
        onNews({ type: 'bug', messageId: answer.claim.messageId, bug })
      }
    }
    for (let left = part.limit; left > 0; left -= 1) {
      let taken: readonly Claim[] = []
      try {
        const done = await work({ ...part, answers: [], limit: 1 }, (claims) => (taken = claims))
        if (done.isErr() || taken.length === 0) return done
      } catch (bug) {
        if (taken.length === 0) throw bug
        for (const { messageId } of taken) {
          hurtful.add(messageId)
          onNews({ type: 'bug', messageId, bug })
        }
      }
    }
    return work({ ...part, answers: [], limit: 0 }, () => {})
  }

  const run = async ({
    isStopping = () => false,
    news,
  }: DeliverMessagesCommand): Promise<Result<Instant | null, Unavailable>> => {
    const hurtful = new Set<MessageId>()
    isEnding = isStopping
    for (;;) {
      const limit = isStopping() ? 0 : atOnce - inFlight.size
      const done = await round(limit, hurtful)
      if (done.isErr()) return err(done.error)
      const { isMore, wakeAt } = done.value
      if (answers.length > 0 || (isMore && limit > 0)) continue
      if (inFlight.size === 0) return ok(wakeAt)
      await Promise.race([answered.promise, ...(news === undefined ? [] : [news(wakeAt)])])
    }
  }

  // One at a time: who calls meanwhile waits, and then looks again.
  let previous: Promise<unknown> = Promise.resolve()
  return (command = {}) => {
    const running = previous.then(() => run(command))
    previous = running.catch(() => undefined)
    return new ResultAsync(running)
  }
}

const uploadBug = { code: 'upload_failed', title: 'The file could not be uploaded to WhatsApp', details: null }

const notBegun = (claim: Claim): Answer => ({ claim, leadId: null, isProbe: false, said: { type: 'not_begun' } })
