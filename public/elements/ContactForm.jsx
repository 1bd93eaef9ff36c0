import { Plus } from "lucide-react"
import { Fragment, useEffect, useId, useRef, useState } from "react"

const PAUSE = 500 // milliseconds without a key before what is typed is checked
const MOST_FURTHER = 8
const AIR = 12 // pixels around a form
const SETTLING = 1500 // milliseconds until a form has its height
const INPUT = {
  email: { type: "email", inputMode: "email" },
  phone: { type: "tel", inputMode: "tel" },
  number: { type: "text", inputMode: "decimal" }
}

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return ["cards.css", "forms.css"].map((file) => (
    <link key={file} rel="stylesheet" href={apiClient.buildEndpoint(`/public/${file}`)} />
  ))
}

/* What was left alone goes back as it is stored, and not as it is read. */
function typed(fields, values) {
  return Object.fromEntries(
    fields.map(({ name, value, stored }) => [name, values[name] === value ? stored : values[name]])
  )
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
}

function ask(name, payload) {
  return callAction({ name, payload }).then(
    (answer) => answer?.response || {},
    () => ({})
  )
}

function Choices({ field, value, set, shared }) {
  const chosen = value ? value.split(";") : []
  const toggle = (one) =>
    set((chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]).join(";"))
  return (
    <span className="cf-choices" role="group" {...shared}>
      {field.options.map((option) => (
        <label key={option.value} className="cf-choice">
          <input type="checkbox" checked={chosen.includes(option.value)} onChange={() => toggle(option.value)} />
          {option.label}
        </label>
      ))}
    </span>
  )
}

function Input({ field, value, set, shared }) {
  const change = (event) => set(event.target.value)
  if (field.kind === "choices") return <Choices field={field} value={value} set={set} shared={shared} />
  if (field.options.length > 0) {
    return (
      <select value={value} onChange={change} {...shared}>
        <option value="">{props.labels.unset}</option>
        {field.options.map((option) => (
          <option key={option.value} value={option.value}>{option.label}</option>
        ))}
      </select>
    )
  }
  if (field.kind === "text") return <textarea rows={3} value={value} onChange={change} {...shared} />
  const isDay = field.kind === "date" && /^(\d{4}-\d{2}-\d{2})?$/.test(value)
  const kind = isDay ? { type: "date" } : INPUT[field.kind] || { type: "text" }
  return <input {...kind} value={value} onChange={change} autoComplete="off" spellCheck={false} {...shared} />
}

function Field({ field, value, set, error, id }) {
  const several = field.kind === "choices"
  const shared = {
    id,
    name: field.name,
    "aria-required": field.required || undefined,
    "aria-invalid": Boolean(error),
    "aria-describedby": error ? `${id}-error` : undefined,
    "aria-labelledby": several ? `${id}-label` : undefined
  }
  return (
    <div className="cf-field" data-wide={field.kind === "text" || several || undefined}>
      <label id={`${id}-label`} htmlFor={several ? undefined : id}>
        {field.label}
        {field.required && <span className="cf-required"> · {props.labels.required}</span>}
        {field.form && <span className="cf-required"> · {field.form}</span>}
      </label>
      <Input field={field} value={value} set={set} shared={shared} />
      <span id={`${id}-error`} className="cf-error" aria-live="polite">{error}</span>
    </div>
  )
}

function Hint({ hint, onEdit, busy }) {
  return (
    <div className="cf-hint">
      <span>
        <strong>{hint.text}</strong>
        <span className="cf-detail">
          {hint.details.map((part, place) => (
            <Fragment key={part}>{place > 0 && " · "}<span className="ca-part">{part}</span></Fragment>
          ))}
        </span>
      </span>
      <button type="button" className="cf-button" disabled={busy} onClick={() => onEdit(hint.contact)}>{hint.edit}</button>
    </div>
  )
}

function Further({ offered, onPick, id }) {
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState("")
  const found = offered
    .filter(({ name, label }) => fold(`${label} ${name}`).includes(fold(query.trim())))
    .slice(0, MOST_FURTHER)
  const leave = () => { setOpen(false); setQuery("") }
  const keys = (event) => {
    if (event.key === "Escape") { event.stopPropagation(); leave() }
    if (event.key === "Enter" && event.target.tagName === "INPUT") {
      event.preventDefault()
      if (found.length > 0) { onPick(found[0].name); leave() }
    }
  }
  if (!open) {
    return (
      <button type="button" className="ca-tool" onClick={() => setOpen(true)}>
        <Plus aria-hidden size={14} />{props.labels.further}
      </button>
    )
  }
  return (
    <div className="cf-further" onKeyDown={keys}>
      <input
        type="search" autoFocus value={query} onChange={(event) => setQuery(event.target.value)}
        placeholder={props.labels.further} aria-label={props.labels.further} aria-controls={`${id}-found`}
      />
      <span id={`${id}-found`} className="cf-found">
        {found.map(({ name, label }) => (
          <button key={name} type="button" className="cf-button" onClick={() => { onPick(name); leave() }}>{label}</button>
        ))}
        {found.length === 0 && <span className="ca-note">{props.labels.noSuchField}</span>}
      </span>
    </div>
  )
}

function useCheck(fields, values, touched) {
  const [found, setFound] = useState({ errors: {}, hints: [] })
  const newest = useRef(0)
  const waiting = useRef(null)
  const checkNow = () => {
    const check = waiting.current
    waiting.current = null
    check?.()
  }
  useEffect(() => {
    if (!props.checks || touched.size === 0) return undefined
    const mine = ++newest.current
    waiting.current = () =>
      ask("check_form", { form: props.form, values: typed(fields, values) }).then(({ errors, hints, looked }) => {
        if (mine !== newest.current || !errors) return
        setFound((before) => ({ errors, hints: looked ? hints : before.hints }))
      })
    const timer = setTimeout(checkNow, PAUSE)
    return () => clearTimeout(timer)
  }, [values])
  return [found, checkNow]
}

/* Whoever is typing a message goes on typing it, and so does whoever has filled the form by doing so. */
function isTypingElsewhere() {
  let focused = document.activeElement
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement // the widget's
  const composer = focused?.closest?.("#chat-input")
  return Boolean(composer && (composer.value || composer.textContent || props.fields.some(({ value }) => value)))
}

/* Chainlit makes an element anew whenever the page around it changes; what was typed into it must outlive that. */
const drafts = (window.contactFormDrafts ??= new Map())
const draftKey = `${props.form} ${JSON.stringify(props.fields || [])}`

/* The forms that something was typed into, also when it came back as it was refused. */
const typedInto = (window.contactFormsTyped ??= new Set())

function useDraft(name, initial) {
  const draft = drafts.get(draftKey) || {}
  const [value, setValue] = useState(() => (name in draft ? draft[name] : initial()))
  useEffect(() => { drafts.set(draftKey, { ...drafts.get(draftKey), [name]: value }) }, [value])
  return [value, setValue]
}

/* What came of a form stands below it, and the form has left a gap; one that is still open shows what it lacks. */
function showNewest(root) {
  if (root.querySelector(`form[data-form="${props.form}"]`)) return
  const messages = root.querySelectorAll(".ai-message")
  messages[messages.length - 1]?.scrollIntoView({ block: "end" })
}

/* All of the form, and where it is taller than the talk's window, its beginning, or what is wrong in it. */
function showWhole(box) {
  let view = box
  while (view && !/auto|scroll/.test(getComputedStyle(view).overflowY)) view = view.parentElement
  if (!view) return
  const seen = view.getBoundingClientRect()
  const { top, bottom } = box.getBoundingClientRect()
  const isTall = bottom - top + AIR > seen.height
  view.scrollTop += isTall ? top - seen.top - AIR : Math.max(0, bottom - seen.bottom + AIR)
  box.querySelector("[aria-invalid=true]")?.closest(".cf-field").scrollIntoView({ block: "nearest" })
}

/* At once, for it may be made anew before it is measured; its height changes as the widget's stylesheet comes. */
function useFullView(box, isNew) {
  useEffect(() => {
    if (!isNew) return undefined
    showWhole(box.current)
    const isAsking = () => box.current?.querySelector("[role=alertdialog]")
    const watch = new ResizeObserver(() => box.current && !isAsking() && showWhole(box.current))
    watch.observe(box.current)
    const timer = setTimeout(() => watch.disconnect(), SETTLING)
    return () => { clearTimeout(timer); watch.disconnect() }
  }, [])
}

/* What is wrong, or missing, or else the beginning. */
function firstToFill(box) {
  const inputs = [...box.querySelectorAll("input, select, textarea")]
  return (
    inputs.find((one) => one.getAttribute("aria-invalid") === "true") ||
    inputs.find((one) => one.getAttribute("aria-required") === "true" && !one.value) ||
    inputs[0]
  )
}

function Discard({ onDiscard, onKeep }) {
  return (
    <div className="cf-discard" role="alertdialog" aria-label={props.labels.discardQuestion}>
      <span>{props.labels.discardQuestion}</span>
      <span className="cf-decide">
        <button type="button" className="cf-button" data-primary autoFocus onClick={onKeep}>{props.labels.keep}</button>
        <button type="button" className="cf-button" onClick={onDiscard}>{props.labels.discard}</button>
      </span>
    </div>
  )
}

function Form() {
  const id = useId()
  const box = useRef(null)
  const isNew = useRef(!drafts.has(draftKey))
  const [fields, setFields] = useDraft("fields", () => props.fields)
  const [further, setFurther] = useDraft("further", () => props.further)
  const [values, setValues] = useDraft("values", () => Object.fromEntries(props.fields.map(({ name, value }) => [name, value])))
  const [touched, setTouched] = useDraft("touched", () => new Set())
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState(false)
  const [found, checkNow] = useCheck(fields, values, touched)

  useEffect(() => {
    const { focused } = drafts.get(draftKey) || {}
    if (focused) box.current?.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
    if (!isNew.current || isTypingElsewhere()) return
    firstToFill(box.current)?.focus({ preventScroll: true })
  }, [])
  useFullView(box, isNew.current)

  const focus = (name) => drafts.set(draftKey, { ...drafts.get(draftKey), focused: box.current ? name : "" })
  /* Whoever leaves a field may go on in the text box, and what is typed there joins what is here. */
  const leaveField = () => { focus(""); checkNow() }
  const set = (name) => (value) => {
    typedInto.add(props.form)
    setTouched((before) => new Set(before).add(name))
    setValues((before) => ({ ...before, [name]: value }))
  }
  const error = (field) => (touched.has(field.name) ? found.errors[field.name] : field.error) || ""
  const turn = (name, payload) => {
    if (busy) return
    setBusy(true)
    const root = box.current.getRootNode()
    return ask(name, { form: props.form, ...payload }).finally(() => {
      setBusy(false)
      showNewest(root)
      if (name === "leave_form") root.querySelector("#chat-input")?.focus({ preventScroll: true })
    })
  }
  const submit = (event) => {
    event.preventDefault()
    turn("submit_form", { values: typed(fields, values) })
  }
  const leave = () => turn("leave_form", {})
  const keep = () => {
    setAsking(false)
    setTimeout(() => firstToFill(box.current)?.focus())
  }
  const keys = (event) => {
    if (event.key !== "Escape") return
    if (asking) keep()
    else if (typedInto.has(props.form)) setAsking(true)
    else leave()
  }
  const editInstead = (contact) => turn("edit_instead", { contact, values: typed(fields, values) })
  const add = (name) =>
    ask("further_field", { form: props.form, name }).then(({ field }) => {
      if (!field) return
      setFields((before) => [...before, field])
      setFurther((before) => before.filter((one) => one.name !== name))
      setValues((before) => ({ ...before, [name]: field.value }))
      setTimeout(() => box.current?.querySelector(`[name="${CSS.escape(name)}"]`)?.focus())
    })

  return (
    <form
      ref={box} className="ca-box cf" data-form={props.form} data-own-escape noValidate aria-label={props.title} aria-busy={busy}
      onFocus={(event) => focus(event.target.name)} onBlur={leaveField}
      onSubmit={submit} onKeyDown={keys}
    >
      <p className="cf-title">{props.title}</p>
      {props.notes.map((note) => <p key={note} className="cf-error" role="alert">{note}</p>)}
      <div aria-live="polite">
        {found.hints.map((hint) => <Hint key={hint.contact} hint={hint} onEdit={editInstead} busy={busy} />)}
      </div>
      <div className="cf-fields">
        {fields.map((field) => (
          <Field
            key={field.name} id={`${id}-${field.name}`} field={field} value={values[field.name]}
            set={set(field.name)} error={error(field)}
          />
        ))}
      </div>
      {asking ? <Discard onDiscard={leave} onKeep={keep} /> : <footer className="cf-foot">
        {further.length > 0 && <Further offered={further} onPick={add} id={id} />}
        <span className="cf-decide">
          <button type="submit" className="cf-button" data-primary disabled={busy}>{props.labels.submit}</button>
          <button type="button" className="cf-button" onClick={leave} disabled={busy}>{props.labels.cancel}</button>
        </span>
      </footer>}
    </form>
  )
}

export default function ContactForm() {
  return (
    <div data-card="form" className="ca">
      <Styles />
      {props.closed ? <p className="ca-note">{props.closed}</p> : <Form />}
    </div>
  )
}
