import {
  type Clock,
  type CountryCode,
  type Credentials,
  type DeliveryNews,
  type Digest,
  type IdSource,
  type Json,
  makeAddParticipant,
  makeAssignRooms,
  makeAuthenticateMany,
  makeCheckDelivery,
  makeClaimDownloads,
  makeClaimReviewItem,
  makeCreateUser,
  makeDeliverMessages,
  makeDownloadMedia,
  makeFindLastEvent,
  makeFollowEvents,
  makeForgetOld,
  makeListAuditLog,
  makeListLeads,
  makeListMessages,
  makeListParticipants,
  makeListReviewQueue,
  makeListRooms,
  makeListTemplates,
  makeListUsers,
  makeLogIn,
  makeLogOut,
  makeMeasureInstallation,
  makeMendAssignments,
  makeOpenRoom,
  makeReadRoom,
  makeRecoverStuck,
  makeRefreshTemplates,
  makeRegister,
  makeReleaseReviewItem,
  makeRemoveParticipant,
  makeRemoveUnusedMedia,
  makeReplayFailure,
  makeResolveReviewItem,
  makeRetryMessage,
  makeSearchMessages,
  makeSendFile,
  makeSendMessage,
  makeSendMessages,
  makeSendReadReceipts,
  makeSignMediaUrl,
  makeSyncTemplates,
  makeUploadMedia,
  makeUpdateLead,
  makeUpdateProfile,
  makeUpdateRoom,
  makeUpdateSettings,
  makeUpdateUser,
  makeViewLead,
  makeViewMedia,
  makeViewMessage,
  makeViewRoom,
  makeViewSettings,
  makeViewSignedMedia,
  thenAssign,
  makeCallSubscribers,
  makeCreateSubscription,
  makeDeleteSubscription,
  makeDispatchEvents,
  makeListDeliveries,
  makeListSubscriptions,
  makeTestSubscription,
  makeUpdateSubscription,
  makeViewSubscription,
  makeDeletePushSubscription,
  makeListPushSubscriptions,
  makePushMessages,
  makeReportSockets,
  makeSubscribeToPush,
  makeViewPushKey,
  type MediaSource,
  type MediaStaging,
  type MediaStorage,
  type MediaUploader,
  type MessageChannel,
  type OwnNumber,
  type PushSender,
  type Signer,
  type TemplateSource,
  type UnitOfWork,
  type VapidKeys,
  type WebhookCaller,
  type WebhookItem,
} from '@boztell/core'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  ids: IdSource
  digest: Digest
  credentials: Credentials
  channel: MessageChannel
  mediaStorage: MediaStorage
  mediaUploader: MediaUploader
  staging: MediaStaging
  mediaSource: MediaSource
  signer: Signer
  templateSource: TemplateSource
  number: OwnNumber
  numbers: readonly OwnNumber[]
  defaultCountry: CountryCode
  registration: 'approval' | 'closed'
  setupToken: string | null
  webhookLogDays: number
  /** Messages a second that a number may send. */
  maxRate: number
  random: () => number
  webhookCaller: WebhookCaller
  newWebhookSecret: () => string
  pushSender: PushSender
  newVapidKeys: () => VapidKeys
  processId: string
  frameOf: Parameters<typeof makeDispatchEvents>[0]['frameOf']
  onNews: (news: DeliveryNews) => void
  readItems: (raw: Json) => readonly WebhookItem[]
}>

export type UseCases = ReturnType<typeof makeUseCases>

/** Every use case; each takes of `needs` what it needs. */
export const makeUseCases = (needs: Needs) => ({
  addParticipant: makeAddParticipant(needs),
  assignRooms: makeAssignRooms(needs),
  authenticateMany: makeAuthenticateMany(needs),
  checkDelivery: makeCheckDelivery(needs),
  claimDownloads: makeClaimDownloads(needs),
  claimReviewItem: makeClaimReviewItem(needs),
  createUser: thenAssign(makeCreateUser(needs), makeAssignRooms(needs)),
  deliverMessages: makeDeliverMessages(needs),
  downloadMedia: makeDownloadMedia(needs),
  findLastEvent: makeFindLastEvent(needs),
  followEvents: makeFollowEvents(needs),
  forgetOld: makeForgetOld(needs),
  listAuditLog: makeListAuditLog(needs),
  listLeads: makeListLeads(needs),
  listMessages: makeListMessages(needs),
  listParticipants: makeListParticipants(needs),
  listReviewQueue: makeListReviewQueue(needs),
  listRooms: makeListRooms(needs),
  listTemplates: makeListTemplates(needs),
  listUsers: makeListUsers(needs),
  logIn: makeLogIn(needs),
  logOut: makeLogOut(needs),
  measureInstallation: makeMeasureInstallation(needs),
  mendAssignments: makeMendAssignments(needs),
  openRoom: makeOpenRoom(needs),
  readRoom: makeReadRoom(needs),
  recoverStuck: makeRecoverStuck(needs),
  refreshTemplates: makeRefreshTemplates(needs),
  register: makeRegister(needs),
  releaseReviewItem: thenAssign(makeReleaseReviewItem(needs), makeAssignRooms(needs)),
  removeUnusedMedia: makeRemoveUnusedMedia(needs),
  removeParticipant: thenAssign(makeRemoveParticipant(needs), makeAssignRooms(needs)),
  replayFailure: makeReplayFailure(needs),
  resolveReviewItem: makeResolveReviewItem(needs),
  retryMessage: makeRetryMessage(needs),
  searchMessages: makeSearchMessages(needs),
  sendFile: makeSendFile({ ...needs, sendMessage: makeSendMessage(needs) }),
  sendMessage: makeSendMessage(needs),
  sendMessages: makeSendMessages(needs),
  sendReadReceipts: makeSendReadReceipts(needs),
  signMediaUrl: makeSignMediaUrl(needs),
  syncTemplates: makeSyncTemplates(needs),
  uploadMedia: makeUploadMedia(needs),
  updateLead: makeUpdateLead(needs),
  updateProfile: thenAssign(makeUpdateProfile(needs), makeAssignRooms(needs)),
  updateRoom: thenAssign(makeUpdateRoom(needs), makeAssignRooms(needs)),
  updateSettings: thenAssign(makeUpdateSettings(needs), makeAssignRooms(needs)),
  updateUser: thenAssign(makeUpdateUser(needs), makeAssignRooms(needs)),
  viewLead: makeViewLead(needs),
  viewMedia: makeViewMedia(needs),
  viewMessage: makeViewMessage(needs),
  viewRoom: makeViewRoom(needs),
  viewSettings: makeViewSettings(needs),
  viewSignedMedia: makeViewSignedMedia(needs),
  callSubscribers: makeCallSubscribers(needs),
  createSubscription: makeCreateSubscription(needs),
  deleteSubscription: makeDeleteSubscription(needs),
  dispatchEvents: makeDispatchEvents(needs),
  listDeliveries: makeListDeliveries(needs),
  listSubscriptions: makeListSubscriptions(needs),
  testSubscription: makeTestSubscription(needs),
  updateSubscription: makeUpdateSubscription(needs),
  viewSubscription: makeViewSubscription(needs),
  deletePushSubscription: makeDeletePushSubscription(needs),
  listPushSubscriptions: makeListPushSubscriptions(needs),
  pushMessages: makePushMessages(needs),
  reportSockets: makeReportSockets(needs),
  subscribeToPush: makeSubscribeToPush(needs),
  viewPushKey: makeViewPushKey(needs),
})
