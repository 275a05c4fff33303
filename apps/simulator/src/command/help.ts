/** What `pnpm simulate --help` prints. */
export const help = `Plays the customers of a simulated WhatsApp, or runs the simulator alone.

  pnpm simulate message --from +6281234567890 --text "Halo"
  pnpm simulate status last read
  pnpm simulate fault error --code 130429 --retry-after 3
  pnpm simulate serve --callback http://127.0.0.1:3000/webhook

message: a customer writes. Who:
  --from PHONE|USER_ID    the customer; made when new
  --user-id USER_ID       their business-scoped user id; without --from, a customer without a phone
  --name, --username      how WhatsApp shows them
What (one of):
  --text TEXT
  --image, --video, --document, --audio, --sticker [FILE]    without FILE a small sample; --caption TEXT
  --location LAT,LONG     --contact "NAME:PHONE"
  --reaction EMOJI --to WAMID                                an empty emoji takes it back
  --button TITLE          a template's quick reply; --payload TEXT
  --button-reply ID:TITLE --list-reply ID:TITLE[:DESCRIPTION] --flow-reply JSON
  --order SKU:QUANTITY:PRICE[,…]
  --edit WAMID --text TEXT    --revoke WAMID
  --unsupported [KIND]    --welcome
  --changed-number PHONE  --changed-user-id USER_ID
  --type NAME --content JSON                                 any other type, also one that does not exist yet
With:
  --reply-to WAMID        --forwarded    --referral           came from an advertisement
  --copies N              the same webhook N times at once
  --timestamp SECONDS     when it was written

echo --to PHONE …         the business writes from the WhatsApp Business app; what as for message
status WAMID|last STATUS… reports statuses in this order; --code N for failed, --together for one webhook, --copies N
fault KIND                error --code N [--http-status N] [--retry-after SECONDS], delay --ms N, drop_before_body,
                          drop_after_body, timeout, failed_status --code N; --processed does the work all the same;
                          of a file's bytes: wrong_bytes, slow --rate BYTES_PER_SECOND, cut --after BYTES, redirect --at URL
                          --times N, --path PART, --to ADDRESS, --type TYPE choose the requests
fault clear               takes every fault back
show messages|webhooks|requests|customers|faults
serve                     --port 3001 --host 127.0.0.1 --callback URL --app-secret TEXT --verify-token TEXT --token TEXT

Everywhere:
  --simulator URL         default http://127.0.0.1:3001
`
