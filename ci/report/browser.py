# SPDX-License-Identifier: GPL-2.0-only
"""A headless Chromium, spoken to by its DevTools protocol through a pair of pipes."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

from run import process

ANSWER_S = 30
OPTIONS = ('--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run',
           '--disable-component-update', '--disable-default-apps', '--disable-sync', '--disable-dev-shm-usage',
           '--remote-debugging-pipe')


class BrowserError(Exception):
    """It did not start, did not answer, or refused."""


class Browser:
    """with Browser() as b: b.open(url); b.value('document.title')"""

    def __enter__(self):
        program = shutil.which('chromium')
        if not program:
            raise BrowserError('chromium is not there; ci/setup browser installs it')
        self.profile = tempfile.mkdtemp(prefix='teeproof-browser-')
        to_read, self.to = os.pipe()
        self.come, from_write = os.pipe()
        self.log = tempfile.TemporaryFile()
        # The protocol's descriptors are 3 (it reads) and 4 (it writes).
        command = ['sh', '-c', f'exec 3<&{to_read} 4>&{from_write}; exec "$@"', 'sh', program, *OPTIONS,
                   f'--user-data-dir={self.profile}', 'about:blank']
        self.process = subprocess.Popen(command, pass_fds=[to_read, from_write], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, start_new_session=True)
        os.close(to_read)
        os.close(from_write)
        self.number, self.rest, self.events = 0, b'', []
        target = self.call('Target.createTarget', {'url': 'about:blank'}, session=None)['targetId']
        self.session = self.call('Target.attachToTarget', {'targetId': target, 'flatten': True}, session=None)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(f'{domain}.enable')
        return self

    def __exit__(self, *_):
        process.end(self.process)
        os.close(self.to)
        os.close(self.come)
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self, until):
        """The next message."""
        while b'\0' not in self.rest:
            ready = select.select([self.come], [], [], max(0, until - time.monotonic()))[0]
            more = os.read(self.come, 1 << 16) if ready else b''
            if not more:
                self.log.seek(0)
                raise BrowserError(f'chromium does not answer:\n{self.log.read().decode(errors="replace")[-2000:]}')
            self.rest += more
        message, _, self.rest = self.rest.partition(b'\0')
        return json.loads(message)

    def call(self, method, params=None, session=''):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': params or {}}
        if session is not None:
            message['sessionId'] = self.session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        until = time.monotonic() + ANSWER_S
        while True:
            answer = self.receive(until)
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise BrowserError(f'{method}: {answer["error"].get("message")}')
                return answer['result']
            self.events.append(answer)

    def open(self, url):
        """Load a page; the events that came with it."""
        self.events = []
        failed = self.call('Page.navigate', {'url': url}).get('errorText')
        if failed:
            raise BrowserError(f'{url}: {failed}')
        until = time.monotonic() + ANSWER_S
        while not any(e.get('method') == 'Page.loadEventFired' for e in self.events):
            self.events.append(self.receive(until))
        self.value('0')         # what came before this answer has come
        return self.events

    def value(self, expression):
        """The value of a JavaScript expression."""
        got = self.call('Runtime.evaluate', {'expression': expression, 'returnByValue': True})
        if 'exceptionDetails' in got:
            raise BrowserError(f'{expression[:60]}: {got["exceptionDetails"].get("text")}')
        return got['result'].get('value')

    def look(self, width, dark, height=900):
        """How wide the window is, and which colours its owner likes."""
        self.call('Emulation.setDeviceMetricsOverride', {'width': width, 'height': height, 'deviceScaleFactor': 1,
                                                         'mobile': width < 600})
        self.call('Emulation.setEmulatedMedia', {'features': [{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}]})

    def shot(self, path):
        """A picture of the whole page."""
        data = self.call('Page.captureScreenshot', {'format': 'png', 'captureBeyondViewport': True})['data']
        with open(path, 'wb') as f:
            f.write(base64.b64decode(data))
