// SPDX-License-Identifier: GPL-2.0-only
// Validates a GitLab CI file by GitLab's JSON schema: node gitlab-schema.mjs FOLDER-WITH-NODE_MODULES FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, file] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const Ajv = require('ajv').default;
const yaml = require('js-yaml');
const { schema } = await import(`${folder}/gitlab-ci.mjs`);

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validate = ajv.compile(schema);
if (!validate(yaml.load(readFileSync(file, 'utf8')))) {
	for (const e of validate.errors)
		console.error(`${file}: ${e.instancePath || '/'} ${e.message}`);
	process.exit(1);
}
