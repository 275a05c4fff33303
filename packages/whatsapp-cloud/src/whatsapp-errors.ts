/**
 * What WhatsApp's refusal asks for. `retry`: nothing was sent, try again after a while. `ambiguous`: nobody knows whether it was sent.
 * `fix` the message first; `stop` sending from the number until somebody acts; `never` to this customer.
 */
export type ErrorAction = 'retry' | 'ambiguous' | 'fix' | 'stop' | 'never'

export type Decision = Readonly<{ action: ErrorAction; title: string }>

/** `vague`: with a 5xx the code does not say that the message was refused. */
type Rule = Readonly<{ action: Exclude<ErrorAction, 'ambiguous'>; title: string; vague?: true }>

const retry = (title: string): Rule => ({ action: 'retry', title })
const fix = (title: string): Rule => ({ action: 'fix', title })
const stop = (title: string): Rule => ({ action: 'stop', title })
const never = (title: string): Rule => ({ action: 'never', title })
const vague = (rule: Rule): Rule => ({ ...rule, vague: true })

const byCode: ReadonlyMap<number, Rule> = new Map([
  [0, stop('The access token is not valid')],
  [1, vague(fix('Bad request or unknown error'))],
  [2, vague(retry('WhatsApp is temporarily unavailable'))],
  [3, stop('The app lacks a permission')],
  [4, retry('The app makes too many API calls')],
  [10, stop('Permission denied')],
  [33, stop('The business number was deleted or is not valid')],
  [100, fix('A parameter is not valid')],
  [190, stop('The access token has expired or is not valid')],
  [368, stop('The account is blocked for policy violations')],
  [80007, retry('The business account makes too many API calls')],
  [130403, never('The business has blocked this customer')],
  [130429, retry('The number sends too fast')],
  [130472, never('The customer is part of an experiment and gets no marketing messages')],
  [130497, stop('The account may not write to customers in this country')],
  [131000, vague(retry('Something went wrong at WhatsApp'))],
  [131005, stop('Access denied')],
  [131008, fix('A required parameter is missing')],
  [131009, fix('A parameter has a value that is not valid')],
  [131016, vague(retry('WhatsApp is temporarily unavailable'))],
  [131021, never('The customer is the sender')],
  [131026, never('The message cannot be delivered to this customer')],
  [131030, fix("The customer is not on the test number's list of recipients")],
  [131031, stop('The account is locked')],
  [131037, stop("The number's display name is not approved")],
  [131042, stop('There is a problem with the payment method')],
  [131044, stop('There is a problem with the payment method')],
  [131045, stop('The number is not registered')],
  [131047, never('More than 24 hours have passed since the customer wrote: send a template')],
  [131048, stop('The number is restricted because of spam reports')],
  [131049, never('The customer gets no more marketing messages for now')],
  [131050, never('The customer has opted out of marketing messages')],
  [131051, never('The type of message is not supported')],
  [131052, never("The customer's file cannot be downloaded")],
  [131053, fix('The file cannot be used')],
  [131055, fix('The method is not allowed')],
  [131056, retry('Too many messages to this customer in a short time')],
  [131057, retry('The account is in maintenance')],
  [131060, never('The message is not available')],
  [131062, fix("This message needs the customer's phone number")],
  [131063, fix('Marketing templates are disabled')],
  [131064, stop('The account is limited because of wrongly categorized templates')],
  [132000, fix('The number of template parameters does not match')],
  [132001, fix('The template does not exist in this language or is not approved')],
  [132005, fix('The filled-in template is too long')],
  [132007, fix('The template breaks a formatting policy')],
  [132008, fix('The template parameters do not match')],
  [132012, fix('A template parameter has the wrong format')],
  [132015, fix('The template is paused')],
  [132016, fix('The template is disabled')],
  [132018, fix('The template parameters are not valid')],
  [132068, fix('The flow is blocked')],
  [132069, fix('The flow is throttled')],
  [133004, vague(retry('WhatsApp is temporarily unavailable'))],
  [133005, fix('The two-step verification PIN is wrong')],
  [133006, fix('The number must be verified before it is registered')],
  [133008, fix('Too many wrong two-step verification PINs')],
  [133009, fix('The two-step verification PIN was entered too fast')],
  [133010, stop('The number is not registered')],
  [133015, fix('The number was deleted a short time ago')],
  [133016, fix('The number was registered too often')],
  [134011, fix('The terms of service for payments are not accepted')],
  [135000, fix('A parameter is not valid')],
  [137000, fix("The customer's identity key has changed")],
  [139103, retry('Blocking customers failed for a while')],
])

/** Both ends belong to the range; a code of its own goes before. */
const byRange: readonly Readonly<{ from: number; to: number; rule: Rule }>[] = [
  { from: 200, to: 299, rule: stop('The app lacks a permission') },
  { from: 132000, to: 132999, rule: fix('There is a problem with the template') },
  { from: 138000, to: 138999, rule: fix('There is a problem with calling') },
  { from: 139100, to: 139103, rule: fix('The customer cannot be blocked or unblocked') },
  { from: 147001, to: 147005, rule: fix('There is a problem with the business username') },
]

const byStatus = (httpStatus: number): Decision => {
  if (httpStatus >= 500) return { action: 'ambiguous', title: 'WhatsApp answered with a server error' }
  if (httpStatus === 408) return { action: 'ambiguous', title: 'WhatsApp gave up waiting for the request' }
  if (httpStatus === 429) return retry('Too many requests')
  if (httpStatus === 401 || httpStatus === 403) return stop('Access denied')
  if (httpStatus < 400) return stop('Something other than WhatsApp answered')
  return fix('WhatsApp refused the request')
}

/** What to do about a refusal: by WhatsApp's code where it is known, else by the HTTP status. */
export const decide = (code: number | null, httpStatus: number): Decision => {
  const rule =
    code === null ? undefined : (byCode.get(code) ?? byRange.find(({ from, to }) => from <= code && code <= to)?.rule)
  if (rule === undefined) return byStatus(httpStatus)
  return { action: rule.vague && httpStatus >= 500 ? 'ambiguous' : rule.action, title: rule.title }
}
