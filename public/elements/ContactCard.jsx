import { Check, Copy, ExternalLink, Pencil } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import { toast } from "sonner"

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return <link rel="stylesheet" href={apiClient.buildEndpoint("/public/cards.css")} />
}

/* A card comes a moment after its message: whoever was at the end of the talk, or waits for this card, sees it whole. */
function stayAtTheEnd(card) {
  let view = card
  while (view && !/auto|scroll/.test(getComputedStyle(view).overflowY)) view = view.parentElement
  if (!view) return
  const messages = view.querySelectorAll(".ai-message")
  const isNewest = messages[messages.length - 1]?.contains(card)
  const below = view.scrollHeight - view.scrollTop - view.clientHeight
  if (isNewest || below <= card.offsetHeight + 48) view.scrollTop = view.scrollHeight
}

function Value({ fact }) {
  return fact.href ? <a href={fact.href}>{fact.value}</a> : fact.value
}

function Facts({ facts, labels }) {
  return (
    <dl className="ca-facts">
      {facts.map((fact) => (
        <div key={fact.label} className="ca-fact" data-fresh={fact.fresh || undefined}>
          <dt>{fact.label}</dt>
          <dd>
            <span><Value fact={fact} /></span>
            {fact.fresh && <span className="ca-fresh" role="img" aria-label={labels.written} title={labels.written}><Check size={14} /></span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/* Only the browser knows its reader's time zone. */
function lastChange({ at, locale, sentence }) {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at))
  return sentence.replace("{when}", when)
}

function Tools() {
  const [busy, setBusy] = useState(false)
  const { labels } = props
  const copy = () =>
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(props.card))
      .then(() => toast.success(labels.copied), () => toast.error(labels.notCopied))
  const edit = () => {
    setBusy(true)
    callAction({ name: "edit", payload: { contact: props.id } }).finally(() => setBusy(false))
  }
  return (
    <span className="ca-tools">
      <button type="button" className="ca-tool" onClick={edit} disabled={busy}><Pencil aria-hidden size={14} />{labels.edit}</button>
      <button type="button" className="ca-tool" onClick={copy}><Copy aria-hidden size={14} />{labels.copy}</button>
      {props.record && (
        <a className="ca-tool" href={props.record} target="_blank" rel="noopener noreferrer"><ExternalLink aria-hidden size={14} />{labels.open}</a>
      )}
    </span>
  )
}

export default function ContactCard() {
  const card = useRef(null)
  useEffect(() => stayAtTheEnd(card.current), [])
  return (
    <div data-card="contact" className="ca" ref={card}>
      <Styles />
      {props.sentence && <p className="ca-say">{props.sentence}</p>}
      <article className="ca-box" aria-label={props.name}>
        <header className="ca-head">
          <span className="ca-avatar" data-hue={props.hue} aria-hidden>{props.initials}</span>
          <div className="ca-who">
            <p className="ca-name">{props.name}</p>
            {props.role && <p className="ca-role">{props.role}</p>}
          </div>
          {props.stage && <span className="ca-badge">{props.stage}</span>}
        </header>
        {props.facts.length > 0 && <Facts facts={props.facts} labels={props.labels} />}
        <footer className="ca-foot">
          <span className="ca-note">{props.changed && lastChange(props.changed)}</span>
          <Tools />
        </footer>
      </article>
    </div>
  )
}
