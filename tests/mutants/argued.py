"""Why a mutant may survive: by its description, as the report has it."""

ARGUED = {
}
