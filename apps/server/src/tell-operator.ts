import type { DeliveryNews } from '@boztell/core'
import type { Logger } from 'pino'

/** Logs what somebody may have to do something about, once. */
export const tellOperator =
  (logger: Logger) =>
  (news: DeliveryNews): void => {
    switch (news.type) {
      case 'number.paused': {
        const { code, title, details } = news.pause
        logger.error(
          { phone_number_id: news.phoneNumberId, code, details },
          `WhatsApp refuses the number, so it sends nothing until that is mended: ${title}`,
        )
        return
      }
      case 'number.resumed':
        logger.info({ phone_number_id: news.phoneNumberId }, 'the number sends again')
        return
      case 'bug':
        logger.error({ message_id: news.messageId, err: news.bug }, 'a bug while delivering a message')
    }
  }
