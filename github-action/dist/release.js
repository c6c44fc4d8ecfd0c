'use strict'
// A release puts its version, its address and the digests of its files here; this copy is for work on the action itself.
module.exports = {version: '', base: '', files: {}}
