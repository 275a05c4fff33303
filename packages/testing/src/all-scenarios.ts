import type { UnitOfWork } from '@boztell/core'
import { auditedActsScenarios } from './scenarios/audit/audited-acts.scenarios.ts'
import { auditedReadsScenarios } from './scenarios/audit/audited-reads.scenarios.ts'
import { listAuditLogScenarios } from './scenarios/audit/list-audit-log.scenarios.ts'
import { assignRoomsScenarios } from './scenarios/assignment/assign-rooms.scenarios.ts'
import { assignRoomsOfNobodyScenarios } from './scenarios/assignment/assign-rooms-of-nobody.scenarios.ts'
import { mendAssignmentsScenarios } from './scenarios/assignment/mend-assignments.scenarios.ts'
import { checkDeliveryScenarios } from './scenarios/delivery/check-delivery.scenarios.ts'
import { deliverMediaScenarios } from './scenarios/delivery/deliver-media.scenarios.ts'
import { deliverMessagesScenarios } from './scenarios/delivery/deliver-messages.scenarios.ts'
import { deliverMessagesDespiteFaultsScenarios } from './scenarios/delivery/deliver-messages-despite-faults.scenarios.ts'
import { deliverMessagesDespiteRefusalsScenarios } from './scenarios/delivery/deliver-messages-despite-refusals.scenarios.ts'
import { deliverMessagesWithinLimitsScenarios } from './scenarios/delivery/deliver-messages-within-limits.scenarios.ts'
import { recoverStuckScenarios } from './scenarios/delivery/recover-stuck.scenarios.ts'
import { followAccessScenarios } from './scenarios/events/follow-access.scenarios.ts'
import { followEventsScenarios } from './scenarios/events/follow-events.scenarios.ts'
import { sendReadReceiptsScenarios } from './scenarios/delivery/send-read-receipts.scenarios.ts'
import { claimDownloadsScenarios } from './scenarios/media/claim-downloads.scenarios.ts'
import { sendFileScenarios } from './scenarios/media/send-file.scenarios.ts'
import { uploadMediaScenarios } from './scenarios/media/upload-media.scenarios.ts'
import { viewMediaScenarios } from './scenarios/media/view-media.scenarios.ts'
import { signMediaUrlScenarios } from './scenarios/media/sign-media-url.scenarios.ts'
import { viewSignedMediaScenarios } from './scenarios/media/view-signed-media.scenarios.ts'
import { removeUnusedMediaScenarios } from './scenarios/media/remove-unused-media.scenarios.ts'
import { downloadMediaScenarios } from './scenarios/media/download-media.scenarios.ts'
import { listMessagesScenarios } from './scenarios/messages/list-messages.scenarios.ts'
import { retryMessageScenarios } from './scenarios/messages/retry-message.scenarios.ts'
import { searchMessagesScenarios } from './scenarios/messages/search-messages.scenarios.ts'
import { sendMessageGroupsScenarios } from './scenarios/messages/send-message-groups.scenarios.ts'
import { sendMediaScenarios } from './scenarios/messages/send-media.scenarios.ts'
import { sendMessageScenarios } from './scenarios/messages/send-message.scenarios.ts'
import { sendTemplatesScenarios } from './scenarios/messages/send-templates.scenarios.ts'
import { viewMessageScenarios } from './scenarios/messages/view-message.scenarios.ts'
import { claimReviewItemScenarios } from './scenarios/review/claim-review-item.scenarios.ts'
import { listReviewQueueScenarios } from './scenarios/review/list-review-queue.scenarios.ts'
import { releaseReviewItemScenarios } from './scenarios/review/release-review-item.scenarios.ts'
import { resolveReviewItemScenarios } from './scenarios/review/resolve-review-item.scenarios.ts'
import { addParticipantScenarios } from './scenarios/rooms/add-participant.scenarios.ts'
import { listLeadsScenarios } from './scenarios/rooms/list-leads.scenarios.ts'
import { listParticipantsScenarios } from './scenarios/rooms/list-participants.scenarios.ts'
import { listRoomsScenarios } from './scenarios/rooms/list-rooms.scenarios.ts'
import { openRoomScenarios } from './scenarios/rooms/open-room.scenarios.ts'
import { readRoomScenarios } from './scenarios/rooms/read-room.scenarios.ts'
import { removeParticipantScenarios } from './scenarios/rooms/remove-participant.scenarios.ts'
import { updateLeadScenarios } from './scenarios/rooms/update-lead.scenarios.ts'
import { updateRoomScenarios } from './scenarios/rooms/update-room.scenarios.ts'
import { viewLeadScenarios } from './scenarios/rooms/view-lead.scenarios.ts'
import { viewRoomScenarios } from './scenarios/rooms/view-room.scenarios.ts'
import { updateSettingsScenarios } from './scenarios/settings/update-settings.scenarios.ts'
import { viewSettingsScenarios } from './scenarios/settings/view-settings.scenarios.ts'
import { listTemplatesScenarios } from './scenarios/templates/list-templates.scenarios.ts'
import { refreshTemplatesScenarios } from './scenarios/templates/refresh-templates.scenarios.ts'
import { syncTemplatesScenarios } from './scenarios/templates/sync-templates.scenarios.ts'
import { deletePushSubscriptionScenarios } from './scenarios/push/delete-push-subscription.scenarios.ts'
import { listPushSubscriptionsScenarios } from './scenarios/push/list-push-subscriptions.scenarios.ts'
import { pushMessagesScenarios } from './scenarios/push/push-messages.scenarios.ts'
import { reportSocketsScenarios } from './scenarios/push/report-sockets.scenarios.ts'
import { subscribeToPushScenarios } from './scenarios/push/subscribe-to-push.scenarios.ts'
import { viewPushKeyScenarios } from './scenarios/push/view-push-key.scenarios.ts'
import { callSubscribersScenarios } from './scenarios/subscriptions/call-subscribers.scenarios.ts'
import { createSubscriptionScenarios } from './scenarios/subscriptions/create-subscription.scenarios.ts'
import { deleteSubscriptionScenarios } from './scenarios/subscriptions/delete-subscription.scenarios.ts'
import { dispatchEventsScenarios } from './scenarios/subscriptions/dispatch-events.scenarios.ts'
import { listDeliveriesScenarios } from './scenarios/subscriptions/list-deliveries.scenarios.ts'
import { listSubscriptionsScenarios } from './scenarios/subscriptions/list-subscriptions.scenarios.ts'
import { testSubscriptionScenarios } from './scenarios/subscriptions/test-subscription.scenarios.ts'
import { updateSubscriptionScenarios } from './scenarios/subscriptions/update-subscription.scenarios.ts'
import { viewSubscriptionScenarios } from './scenarios/subscriptions/view-subscription.scenarios.ts'
import { forgetOldScenarios } from './scenarios/upkeep/forget-old.scenarios.ts'
import { measureInstallationScenarios } from './scenarios/upkeep/measure-installation.scenarios.ts'
import { authenticateScenarios } from './scenarios/users/authenticate.scenarios.ts'
import { createUserScenarios } from './scenarios/users/create-user.scenarios.ts'
import { listUsersScenarios } from './scenarios/users/list-users.scenarios.ts'
import { logInScenarios } from './scenarios/users/log-in.scenarios.ts'
import { logOutScenarios } from './scenarios/users/log-out.scenarios.ts'
import { registerScenarios } from './scenarios/users/register.scenarios.ts'
import { updateProfileScenarios } from './scenarios/users/update-profile.scenarios.ts'
import { updateUserScenarios } from './scenarios/users/update-user.scenarios.ts'
import { receiveTemplateWebhooksScenarios } from './scenarios/webhooks/receive-template-webhooks.scenarios.ts'
import { receiveWebhooksOfCustomersScenarios } from './scenarios/webhooks/receive-webhooks-of-customers.scenarios.ts'
import { receiveChangesOfMessagesScenarios } from './scenarios/webhooks/receive-changes-of-messages.scenarios.ts'
import { receiveStatusesScenarios } from './scenarios/webhooks/receive-statuses.scenarios.ts'
import { receiveWebhooksToAssignScenarios } from './scenarios/webhooks/receive-webhooks-to-assign.scenarios.ts'
import { receiveWebhooksScenarios } from './scenarios/webhooks/receive-webhooks.scenarios.ts'
import { replayFailureScenarios } from './scenarios/webhooks/replay-failure.scenarios.ts'
import { replyAutomaticallyScenarios } from './scenarios/webhooks/reply-automatically.scenarios.ts'

/** Every use case on one adapter. Each call of `makeUnitOfWork` must give a store with nobody in it but the seeded users. */
export const allScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  auditedActsScenarios(adapter, makeUnitOfWork)
  auditedReadsScenarios(adapter, makeUnitOfWork)
  listAuditLogScenarios(adapter, makeUnitOfWork)
  assignRoomsScenarios(adapter, makeUnitOfWork)
  assignRoomsOfNobodyScenarios(adapter, makeUnitOfWork)
  mendAssignmentsScenarios(adapter, makeUnitOfWork)
  checkDeliveryScenarios(adapter, makeUnitOfWork)
  deliverMediaScenarios(adapter, makeUnitOfWork)
  deliverMessagesScenarios(adapter, makeUnitOfWork)
  deliverMessagesDespiteFaultsScenarios(adapter, makeUnitOfWork)
  deliverMessagesDespiteRefusalsScenarios(adapter, makeUnitOfWork)
  deliverMessagesWithinLimitsScenarios(adapter, makeUnitOfWork)
  recoverStuckScenarios(adapter, makeUnitOfWork)
  followAccessScenarios(adapter, makeUnitOfWork)
  followEventsScenarios(adapter, makeUnitOfWork)
  sendReadReceiptsScenarios(adapter, makeUnitOfWork)
  listMessagesScenarios(adapter, makeUnitOfWork)
  retryMessageScenarios(adapter, makeUnitOfWork)
  searchMessagesScenarios(adapter, makeUnitOfWork)
  sendMediaScenarios(adapter, makeUnitOfWork)
  sendMessageScenarios(adapter, makeUnitOfWork)
  sendMessageGroupsScenarios(adapter, makeUnitOfWork)
  sendTemplatesScenarios(adapter, makeUnitOfWork)
  viewMessageScenarios(adapter, makeUnitOfWork)
  claimReviewItemScenarios(adapter, makeUnitOfWork)
  listReviewQueueScenarios(adapter, makeUnitOfWork)
  releaseReviewItemScenarios(adapter, makeUnitOfWork)
  resolveReviewItemScenarios(adapter, makeUnitOfWork)
  addParticipantScenarios(adapter, makeUnitOfWork)
  listLeadsScenarios(adapter, makeUnitOfWork)
  listParticipantsScenarios(adapter, makeUnitOfWork)
  listRoomsScenarios(adapter, makeUnitOfWork)
  claimDownloadsScenarios(adapter, makeUnitOfWork)
  downloadMediaScenarios(adapter, makeUnitOfWork)
  sendFileScenarios(adapter, makeUnitOfWork)
  uploadMediaScenarios(adapter, makeUnitOfWork)
  viewMediaScenarios(adapter, makeUnitOfWork)
  signMediaUrlScenarios(adapter, makeUnitOfWork)
  viewSignedMediaScenarios(adapter, makeUnitOfWork)
  removeUnusedMediaScenarios(adapter, makeUnitOfWork)
  openRoomScenarios(adapter, makeUnitOfWork)
  readRoomScenarios(adapter, makeUnitOfWork)
  removeParticipantScenarios(adapter, makeUnitOfWork)
  updateLeadScenarios(adapter, makeUnitOfWork)
  updateRoomScenarios(adapter, makeUnitOfWork)
  viewLeadScenarios(adapter, makeUnitOfWork)
  viewRoomScenarios(adapter, makeUnitOfWork)
  updateSettingsScenarios(adapter, makeUnitOfWork)
  viewSettingsScenarios(adapter, makeUnitOfWork)
  listTemplatesScenarios(adapter, makeUnitOfWork)
  refreshTemplatesScenarios(adapter, makeUnitOfWork)
  syncTemplatesScenarios(adapter, makeUnitOfWork)
  deletePushSubscriptionScenarios(adapter, makeUnitOfWork)
  listPushSubscriptionsScenarios(adapter, makeUnitOfWork)
  pushMessagesScenarios(adapter, makeUnitOfWork)
  reportSocketsScenarios(adapter, makeUnitOfWork)
  subscribeToPushScenarios(adapter, makeUnitOfWork)
  viewPushKeyScenarios(adapter, makeUnitOfWork)
  callSubscribersScenarios(adapter, makeUnitOfWork)
  createSubscriptionScenarios(adapter, makeUnitOfWork)
  deleteSubscriptionScenarios(adapter, makeUnitOfWork)
  dispatchEventsScenarios(adapter, makeUnitOfWork)
  listDeliveriesScenarios(adapter, makeUnitOfWork)
  listSubscriptionsScenarios(adapter, makeUnitOfWork)
  testSubscriptionScenarios(adapter, makeUnitOfWork)
  updateSubscriptionScenarios(adapter, makeUnitOfWork)
  viewSubscriptionScenarios(adapter, makeUnitOfWork)
  forgetOldScenarios(adapter, makeUnitOfWork)
  measureInstallationScenarios(adapter, makeUnitOfWork)
  authenticateScenarios(adapter, makeUnitOfWork)
  createUserScenarios(adapter, makeUnitOfWork)
  listUsersScenarios(adapter, makeUnitOfWork)
  logInScenarios(adapter, makeUnitOfWork)
  logOutScenarios(adapter, makeUnitOfWork)
  registerScenarios(adapter, makeUnitOfWork)
  updateProfileScenarios(adapter, makeUnitOfWork)
  updateUserScenarios(adapter, makeUnitOfWork)
  receiveTemplateWebhooksScenarios(adapter, makeUnitOfWork)
  receiveWebhooksOfCustomersScenarios(adapter, makeUnitOfWork)
  receiveChangesOfMessagesScenarios(adapter, makeUnitOfWork)
  receiveStatusesScenarios(adapter, makeUnitOfWork)
  receiveWebhooksToAssignScenarios(adapter, makeUnitOfWork)
  receiveWebhooksScenarios(adapter, makeUnitOfWork)
  replayFailureScenarios(adapter, makeUnitOfWork)
  replyAutomaticallyScenarios(adapter, makeUnitOfWork)
}
