import {
  CLAIM_LIFETIME,
  type Content,
  DAY,
  type Instant,
  makeDeliverMessages,
  type MediaUploader,
  mediaKey,
  type MessageId,
  MINUTE,
  SECOND,
  type SendRefused,
  type UnitOfWork,
} from '@boztell/core'
import { ok, type Result, ResultAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { aBusiness } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { inChunks } from '../../builders/a-media-file.ts'
import { aText } from '../../builders/a-message.ts'
import { storeMedia } from '../../builders/a-stored-file.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'

const bytes = new TextEncoder().encode('the bytes of a picture')
const refusal = (overrides: Partial<SendRefused> = {}): SendRefused => ({
  type: 'send_refused',
  action: 'retry',
  code: 'unreachable',
  title: 'WhatsApp could not be reached',
  details: null,
  retryAfter: null,
  ...overrides,
})

export const deliverMediaScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: deliver media of ours`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork, mediaStorage } = business
      const conversation = await business.anOpenConversation()
      const { user, room } = conversation
      const { item, file } = await storeMedia(unitOfWork, { uploadedBy: user.id }, { size: bytes.length })
      const kept = mediaStorage.put(mediaKey(file.sha256), inChunks(bytes), {
        size: bytes.length,
        mimeType: 'image/jpeg',
      })
      ;(await kept)._unsafeUnwrap()
      const say = async (content: Content, roomId = room.id): Promise<MessageId> => {
        const id = anId<MessageId>()
        const command = { viewer: user, userId: user.id, id, target: { roomId }, content }
        ;(await business.send(command))._unsafeUnwrap()
        return id
      }
      const media = { id: item.id, state: 'ready', mime_type: null, size: null, sha256: null, filename: null } as const
      const picture: Content = { type: 'image', data: { media, caption: 'Foto' } }
      return {
        ...business,
        ...conversation,
        file,
        picture,
        say,
        pass: business.clock.advance,
        deliver: async () => (await business.deliver())._unsafeUnwrap(),
        find: async (id: MessageId) => (await stored(unitOfWork, ({ messages }) => messages.find([{ id }])))[0],
      }
    }

    test('gives the file to WhatsApp first, whole, and sends it by its id there', async () => {
      const { say, picture, deliver, uploads, sent, find, file, number } = await open()
      const id = await say(picture)
      await deliver()
      expect(uploads).toMatchObject([
        { bytes, size: file.size, kind: 'image', mimeType: 'image/jpeg', ...phoneOf(number) },
      ])
      expect(sent).toMatchObject([{ id, content: { data: { media: { whatsapp_media_id: '90' }, caption: 'Foto' } } }])
      expect(await find(id)).toMatchObject({ status: 'accepted' })
    })

    test('gives it once, however often it is sent, until WhatsApp’s thirty days are nearly over', async () => {
      const { say, picture, deliver, uploads, sent, anOpenConversation, unitOfWork, number, file } = await open()
      const { room: other } = await anOpenConversation()
      await say(picture)
      await deliver()
      await say(picture)
      await say(picture, other.id)
      await deliver()
      expect([uploads.length, sent.length]).toEqual([1, 3])
      const wish = { sha256: file.sha256, kind: 'image', ...phoneOf(number) }
      const known = (now: Instant) => stored(unitOfWork, ({ whatsappUploads }) => whatsappUploads.find([wish], now))
      expect(await known(TEST_NOW + 29 * DAY - 1)).toHaveLength(1)
      expect(await known(TEST_NOW + 29 * DAY)).toEqual([])
    })

    test('keeps the order of the room', async () => {
      const { say, picture, deliver, sent, uploadAnswers, pass } = await open()
      uploadAnswers.push(refusal(), refusal())
      const ids = [await say(aText('one')), await say(picture), await say(aText('three'))]
      await deliver()
      expect(sent.map(({ id }) => id)).toEqual(ids.slice(0, 1))
      for (let i = 0; i < 3; i += 1) {
        pass(20 * SECOND)
        await deliver()
      }
      expect(sent.map(({ id }) => id)).toEqual(ids)
    })

    test('tries an upload again that fails, and never calls it unconfirmed', async () => {
      const { say, picture, deliver, uploadAnswers, uploads, pass, find } = await open()
      uploadAnswers.push(...Array.from({ length: 3 }, () => refusal()))
      const id = await say(picture)
      for (let i = 0; i < 3; i += 1) {
        await deliver()
        expect(await find(id)).toMatchObject({ status: 'queued' })
        pass(MINUTE)
      }
      await deliver()
      expect(uploads).toHaveLength(1)
      expect(await find(id)).toMatchObject({ status: 'accepted' })
    })

    test('fails with WhatsApp’s reason where it does not take the file', async () => {
      const { say, picture, deliver, uploadAnswers, sent, find } = await open()
      uploadAnswers.push(refusal({ action: 'fix', code: 131053, title: 'Media upload error', details: 'No picture' }))
      const id = await say(picture)
      await deliver()
      expect(sent).toEqual([])
      expect(await find(id)).toMatchObject({ status: 'failed', error: { code: 131053, details: 'No picture' } })
    })

    test('fails where the storage has lost the file', async () => {
      const { say, picture, deliver, mediaStorage, file, find } = await open()
      const id = await say(picture)
      ;(await mediaStorage.delete([mediaKey(file.sha256)]))._unsafeUnwrap()
      await deliver()
      expect(await find(id)).toMatchObject({ status: 'failed', error: { code: 'file_missing' } })
    })

    test('gives the file again where WhatsApp no longer knows its id, once', async () => {
      const { say, picture, deliver, answers, uploads, find } = await open()
      await say(picture)
      await deliver()
      const unknown = refusal({ action: 'fix', code: 131009, title: 'Parameter value is not valid' })
      answers.push(unknown)
      const second = await say(picture)
      await deliver()
      expect(uploads).toHaveLength(2)
      expect(await find(second)).toMatchObject({ status: 'accepted' })
      answers.push(unknown, unknown)
      const third = await say(picture)
      await deliver()
      expect(await find(third)).toMatchObject({ status: 'failed', error: { code: 131009 } })
    })

    test('goes back to its line when its worker died while it uploaded', async () => {
      const { say, picture, recoverStuck, deliver, find, sent, pass, ...business } = await open()
      const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
      const never = new Promise<never>(() => undefined)
      const mediaUploader: MediaUploader = {
        upload: () => {
          ask()
          return new ResultAsync(never)
        },
      }
      const [id, next] = [await say(picture), await say(aText('next'))]
      // Never answered either: the worker is gone.
      const dying = makeDeliverMessages({ ...business, mediaUploader })()
      await asked
      expect(await find(id)).toMatchObject({ status: 'queued' })
      pass(CLAIM_LIFETIME + 1)
      expect((await recoverStuck())._unsafeUnwrap()).toBe(1)
      await deliver()
      expect(sent.map((message) => message.id)).toEqual([id, next])
      expect(dying).toBeInstanceOf(ResultAsync)
    })

    test('holds its claim while the bytes flow, also longer than a claim lasts', async () => {
      const { say, picture, find, pass, clock, unitOfWork, ...business } = await open()
      const stuck: number[] = []
      const slow: MediaUploader = {
        upload: ({ content }) => {
          const read = async (): Promise<Result<string, SendRefused>> => {
            for await (const piece of content) {
              expect(piece.length).toBeGreaterThan(0)
              pass(CLAIM_LIFETIME / 2)
              const found = await unitOfWork.run(({ outbox }) =>
                outbox.stuck(clock.now() - CLAIM_LIFETIME, clock.now() + DAY, 9),
              )
              stuck.push(found._unsafeUnwrap().length)
            }
            return ok('77')
          }
          return new ResultAsync(read())
        },
      }
      const id = await say(picture)
      ;(await makeDeliverMessages({ ...business, unitOfWork, clock, mediaUploader: slow })())._unsafeUnwrap()
      expect(stuck.length).toBeGreaterThan(4)
      expect(new Set(stuck)).toEqual(new Set([0]))
      expect(await find(id)).toMatchObject({ status: 'accepted' })
    })

    test('stops an upload when the server stops, and leaves the message in its line', async () => {
      const { say, picture, find, uploads, sent, ...business } = await open()
      let isStopping = false
      const stopping: MediaUploader = {
        upload: (file) => {
          isStopping = true
          return business.mediaUploader.upload(file)
        },
      }
      const id = await say(picture)
      const deliver = makeDeliverMessages({ ...business, mediaUploader: stopping })
      ;(await deliver({ isStopping: () => isStopping }))._unsafeUnwrap()
      expect([uploads, sent]).toEqual([[], []])
      expect(await find(id)).toMatchObject({ status: 'queued' })
    })
  })
}

const phoneOf = ({ phoneNumberId }: Readonly<{ phoneNumberId: string }>) => ({ phoneNumberId })
