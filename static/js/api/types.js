// The shapes that the page's API answers with. Types only: nothing here runs.

/**
 * @typedef {{ code: string, sentence: string, action: string, detail?: string }} Reason
 * @typedef {Reason & { count: number, status_word: string }} ReasonGroup
 *
 * @typedef {{ signed_in: boolean, needs_setup: boolean, version?: string }} Session
 *
 * @typedef {object} Overview
 * @property {{ files: number, inbox: number, queries_working: number }} counts
 * @property {{ paused: boolean }} network
 * @property {{ free_bytes: number, total_bytes: number, is_below_floor: boolean }} disk
 * @property {Reason[]} notices
 *
 * @typedef {{ name: string, site: string, example: string, hint: string, needs_key: boolean, has_key: boolean }} Source
 *
 * @typedef {"query" | "post" | "file" | "gallery" | "watchable" | "unknown" | "bad"} LineKind
 * @typedef {object} Line  one pasted line and what it is
 * @property {string} text
 * @property {LineKind} kind
 * @property {string | null} site
 * @property {string} sentence
 * @property {{ sha256: string, since: string } | null} known
 * @property {string | null} problem  a reason code when the line can't be added
 *
 * @typedef {{ line: string, query_id: number, sentence: string }} AddedLine
 * @typedef {{ line: string, code: string, sentence: string, action: string }} RefusedLine
 * @typedef {{ added: AddedLine[], refused: RefusedLine[] }} Added
 *
 * @typedef {"working" | "pending" | "paused" | "pausing" | "waiting" | "done"} WorkState
 * @typedef {object} Counts
 * @property {number} todo
 * @property {number} successful
 * @property {number} known
 * @property {number} deleted
 * @property {number} failed
 * @property {number} ignored
 * @property {number} skipped
 * @property {number} children
 * @property {number} total
 *
 * @typedef {object} QueryRow
 * @property {number} id
 * @property {"gallery" | "urls"} kind
 * @property {string} text
 * @property {string} source
 * @property {string} created_at
 * @property {number | null} file_limit
 * @property {Counts} counts
 * @property {number} new_found
 * @property {boolean} is_files_paused
 * @property {boolean} is_search_paused
 * @property {WorkState} files_state
 * @property {WorkState} search_state
 * @property {string} files_status
 * @property {string} search_status
 * @property {{ code: string, sentence: string } | null} stop_reason
 * @property {number} speed_bytes
 * @property {string | null} cover
 * @property {ReasonGroup[]} reasons
 * @property {string | null} waits_until when a waiting side goes on, if anyone knows
 * @property {boolean} is_done nothing more comes by itself within minutes
 * @property {boolean} is_search_whole every page of the search was read
 *
 * @typedef {object} LogRow
 * @property {number} id
 * @property {number} position
 * @property {string} url
 * @property {number} status
 * @property {string} status_word
 * @property {Reason | null} reason
 * @property {string | null} sha256
 * @property {string | null} added_at
 * @property {string | null} modified_at
 * @property {string | null} source_time
 * @property {number} attempts
 * @property {string | null} next_try_at
 *
 * @typedef {{ rows: LogRow[], next: number | null }} LogPage
 *
 * @typedef {object} FileRow
 * @property {number} id
 * @property {string} sha256
 * @property {number} filetype
 * @property {string} mime
 * @property {string} ext
 * @property {string} kind
 * @property {number} size
 * @property {number | null} width
 * @property {number | null} height
 * @property {number | null} duration_ms
 * @property {number | null} num_frames
 * @property {boolean | null} has_audio
 * @property {string | null} blurhash
 * @property {boolean} is_inbox
 * @property {boolean} is_trashed
 * @property {string | null} imported_at
 * @property {boolean} has_preview
 *
 * @typedef {object} WholeFileExtras
 * @property {Record<string, { name: string, current: string[] }>} tags
 * @property {{ url: string, kind: string, name: string }[]} urls
 * @property {Record<string, string>} notes
 * @property {Record<string, string | null>} times
 * @property {Record<string, string>} hashes
 * @typedef {FileRow & WholeFileExtras} WholeFile
 *
 * @typedef {{ tag: string, namespace: string, count: number }} TagCount
 * @typedef {string | string[]} Term  a tag, "-tag", "system:…", or a list of alternatives
 * @typedef {{ terms: Term[], sort: number, ascending: boolean }} Search
 *
 * @typedef {{ domain: string, light: string, sentence: string, until: string | null }} DomainState
 * @typedef {{ paused: boolean, domains: DomainState[] }} NetworkState
 * @typedef {{ domain: string, names: string[] }} SiteKeys
 * @typedef {object} AccessKey
 * @property {string} name
 * @property {boolean} permits_everything
 * @property {number[]} permissions
 * @property {string | null} last_used_at
 * @typedef {object} SettingRow
 * @property {string} name
 * @property {string} value
 * @property {string} default
 * @property {string} unit
 * @property {string} sentence
 * @property {string} origin
 * @property {boolean} is_live
 * @property {boolean} is_pending
 * @typedef {object} SiteDefinition
 * @property {string} name
 * @property {string[]} domains
 * @property {string[]} sources
 * @property {string} source_of_facts
 * @property {string} needs what the site wants of the user, in a sentence
 */

export {};
