// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first process of the UML kernel: mounts what programs need, then runs the
 * test programs and reports in KTAP (Documentation/dev-tools/ktap.rst), or gives
 * a person a shell. Settings come as the environment, from the kernel's command line:
 *
 *   TEEPROOF_PROGRAMS	test programs, absolute paths, separated by ':'; none: a shell
 *   TEEPROOF_MOTD	file to show before the shell
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#define BREACHES	"/sys/kernel/debug/tee_monitor/breaches"

static void die(const char *what)
{
	printf("Bail out! init: %s: %s\n", what, strerror(errno));
	reboot(RB_POWER_OFF);
	_exit(1);
}

static void mount_all(void)
{
	if (mount("proc", "/proc", "proc", 0, NULL) ||
	    mount("sysfs", "/sys", "sysfs", 0, NULL) ||
	    mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL))
		die("mount");
	/* The kernel has mounted it already when CONFIG_DEVTMPFS_MOUNT is on. */
	if (access("/dev/console", F_OK) &&
	    mount("devtmpfs", "/dev", "devtmpfs", 0, NULL))
		die("mount /dev");
}

/* Copies @f to the report, each line behind @prefix; returns the number of lines. */
static unsigned int copy_lines(FILE *f, const char *prefix)
{
	char line[1024];
	unsigned int lines = 0;

	for (; fgets(line, sizeof(line), f); lines++)
		printf("%s%s", prefix, line);
	return lines;
}

/*
 * The program writes to the console itself, so that what it says and what the
 * kernel prints meanwhile keep their order. KTAP's indentation is lost by that,
 * which its parsers do without.
 */
static bool run_program(const char *path)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		execl(path, path, NULL);
		printf("# cannot run %s: %s\n", path, strerror(errno));
		fflush(stdout);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void report(bool good, unsigned int number, const char *name)
{
	printf("%s %u %s\n", good ? "ok" : "not ok", number, name);
	fflush(stdout);
}

/* Each breach becomes a line that whoever judges the kernel's output stumbles over. */
static void report_breaches(void)
{
	FILE *f = fopen(BREACHES, "r");

	if (!f) {
		printf("WARNING: %s: %s\n", BREACHES, strerror(errno));
		return;
	}
	copy_lines(f, "WARNING: breach of the ABI: ");
	fclose(f);
}

static void run_tests(char *programs)
{
	unsigned int count = 1, number = 0;
	char *path, *rest = programs;

	for (const char *c = programs; *c; c++)
		count += *c == ':';
	printf("KTAP version 1\n1..%u\n", count);
	while ((path = strsep(&rest, ":"))) {
		char *name = strrchr(path, '/');

		name = name ? name + 1 : path;
		report(run_program(path), ++number, name);
	}
	report_breaches();
}

static void run_shell(void)
{
	const char *motd = getenv("TEEPROOF_MOTD");
	FILE *f = motd ? fopen(motd, "r") : NULL;
	pid_t pid;

	/* Not for the programs, which may themselves be somewhere below it. */
	if (mount("tmpfs", "/tmp", "tmpfs", 0, NULL))
		die("mount /tmp");
	if (f) {
		copy_lines(f, "");
		fclose(f);
	}
	fflush(stdout);
	setenv("PS1", "teeproof# ", 1);
	setenv("HOME", "/tmp", 1);
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	pid = fork();
	if (!pid) {
		setsid();
		ioctl(STDIN_FILENO, TIOCSCTTY, 1);
		if (chdir("/tmp"))
			_exit(1);
		execl("/bin/bash", "bash", "--norc", "--noprofile", NULL);
		execl("/bin/sh", "sh", NULL);
		_exit(127);
	}
	while (wait(NULL) != pid)
		;
}

int main(void)
{
	char *programs = getenv("TEEPROOF_PROGRAMS");

	mount_all();
	if (programs && *programs)
		run_tests(programs);
	else
		run_shell();
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
