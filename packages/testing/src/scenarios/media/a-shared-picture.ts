import type { MediaFile, MediaId, MediaItem, MessageId, Signer, UnitOfWork } from '@boztell/core'
import { makeSignMediaUrl, makeViewMedia, makeViewSignedMedia } from '@boztell/core'
import { aClock } from '../../builders/a-clock.ts'
import { storeMedia } from '../../builders/a-stored-file.ts'
import { anId } from '../../builders/an-id.ts'
import { storeAccount, storeConversation, stored } from '../../builders/store.ts'
import { testCredentials } from '../../builders/test-credentials.ts'
import { testDigest } from '../../builders/test-digest.ts'

/** Nobody else can sign so, but it can be read in a failing test. */
const signer: Signer = {
  sign: (key, text) => `${text} signed with ${key}`,
  verify: (key, text, signature) => signature === `${text} signed with ${key}`,
}

/** A picture of a customer in a room with one agent, and those who may see it or not. */
export const aSharedPicture = async (unitOfWork: UnitOfWork) => {
  const clock = aClock()
  const needs = { unitOfWork, clock, digest: testDigest, credentials: testCredentials, signer }
  const { room } = await storeConversation(unitOfWork)
  const [{ user: admin }, { user: inside }, { user: outside }] = [
    await storeAccount(unitOfWork, { role: 'admin' }),
    await storeAccount(unitOfWork),
    await storeAccount(unitOfWork),
  ]
  await stored(unitOfWork, ({ participants }) =>
    participants.add([{ roomId: room.id, userId: inside.id, at: clock.now() }]),
  )
  /** A media that a message of the room has. */
  const share = async (item: Partial<MediaItem> = {}, file: Partial<MediaFile> = {}): Promise<MediaItem> => {
    const made = await storeMedia(unitOfWork, item, file)
    await stored(unitOfWork, ({ mediaUses }) =>
      mediaUses.append([{ mediaId: made.item.id, messageId: anId<MessageId>(), roomId: room.id }]),
    )
    return made.item
  }
  return {
    ...needs,
    room,
    admin,
    inside,
    outside,
    share,
    picture: await share({ filename: 'menu.jpg' }),
    nothing: anId<MediaId>(),
    viewMedia: makeViewMedia(needs),
    signMediaUrl: makeSignMediaUrl(needs),
    viewSignedMedia: makeViewSignedMedia(needs),
  }
}
